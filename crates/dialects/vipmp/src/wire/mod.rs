//! What goes over the wire: objects that borrow from the record and are written straight to bytes, in the contract's order
//! of members (vipmp contract, sections 5 and 6), and the query of a list.

mod benefit;
mod customer;
mod deployment;
mod language;
mod link;
mod membership;
mod page;
mod profile;
mod query;
mod token;
mod write;

pub(crate) use customer::Customer;
pub(crate) use deployment::Deployment;
pub(crate) use page::DeploymentPage;
pub(crate) use query::DeploymentQuery;
pub(crate) use token::IssuedToken;
pub(crate) use write::json;
