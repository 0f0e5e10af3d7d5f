//! The calls: which path is which, what all calls have in common, and one file for each.

mod add_deployment;
mod call;
mod change_customer;
mod change_deployment;
mod change_reseller;
mod create_customer;
mod create_reseller;
mod deployment;
mod enroll_customer;
mod issue_token;
mod list_customers;
mod list_deployments;
mod list_resellers;
mod ping;
mod search_groups;
mod show_customer;
mod show_deployment;
mod show_reseller;
mod shown;
mod table;

pub(crate) use table::TOKEN_PATHS;
pub use table::{openapi, router};
