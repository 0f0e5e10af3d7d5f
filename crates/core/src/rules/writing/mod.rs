//! Writing accounts as partners do: what a body may hold, what of a stored object may change, and in which order that is
//! checked (vipmp contract, sections 2, 3, 6 and 7).
//!
//! A body is read as far as it can be by itself; what it asks for is then judged against what the record has. All that one step of
//! the order finds is told together, by paths into the body in the order of its members; a later step is not come to. What was
//! shown may be sent back as it was: no fault is found with it.
//!
//! The words of a body are those of that contract. A face with words of its own puts them into these, and what comes of it back.

mod address;
mod benefits;
mod contacts;
mod coterm;
mod customer;
#[cfg(test)]
mod customer_tests;
mod deployment;
mod echo;
mod members;
mod membership;
mod part;
mod profile;
mod record;
mod refused;
mod reseller;

pub use customer::{ChangedCustomer, CustomerAround, CustomerPatch, CustomerToBe, NewCustomer};
pub use deployment::{DeploymentPatch, NewDeployment};
pub use membership::{Joining, NewGroup, NoBody, join};
pub use record::{customer_in_words, deployment_in_words, reseller_in_words};
pub use refused::{Reason, Refused};
pub use reseller::{NewReseller, ResellerPatch, ResellerToBe};
