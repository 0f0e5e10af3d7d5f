//! What goes over the wire: objects that borrow from the record and are written straight to bytes, in the contract's order
//! of members (vipmp contract, sections 5 and 6), and the queries of lists.

mod account_page;
mod account_query;
mod benefit;
mod customer;
mod deployment;
mod discount;
mod forms;
mod group;
mod group_query;
mod link;
mod membership;
mod page;
mod posted;
mod posted_account;
mod profile;
mod query;
mod reseller;
mod single;
mod token;
mod write;

pub(crate) use account_page::{AccountPage, CustomerRow, ResellerRow};
pub(crate) use account_query::{
    AccountKind, AccountListQuery, PARAMETERS as ACCOUNT_PARAMETERS, account_parameters,
};
pub(crate) use customer::Customer;
pub(crate) use deployment::Deployment;
pub(crate) use group::FoundGroups;
pub(crate) use group_query::{COUNTRIES, COUNTRY_FAULTS, GroupQuery};
pub(crate) use membership::Enrolled;
pub(crate) use page::DeploymentPage;
pub(crate) use posted::{DeploymentChange, DeploymentToAdd};
pub(crate) use posted_account::{
    CustomerChange, CustomerToCreate, Nothing, ResellerChange, ResellerToCreate,
};
pub(crate) use query::DeploymentQuery;
pub(crate) use reseller::Reseller;
pub(crate) use token::IssuedToken;
pub(crate) use write::{json, value};
