//! The wire's forms: what callers can read, and what answers look like. Names, their order and the number text are the
//! contract's.

mod collection;
mod deploy_request;
mod format;
mod listing;
mod nodes;
mod person;
mod policy;
mod posted;
mod propagation_status;
mod rule_ids;
mod shapes;
mod token;

pub(crate) use collection::{Collection, collection};
pub(crate) use deploy_request::{
    Cancellation, ListedRequest, NewRequest, WholeRequest, deploy_request, listed_request,
};
pub(crate) use format::Format;
pub(crate) use listing::{Listing, of_deploy_requests, of_policies};
pub(crate) use policy::{ListedPolicy, WholePolicy, listed_policy, policy};
pub(crate) use posted::{PolicyCreate, PolicyUpdate};
pub(crate) use propagation_status::{DeployRequestStatus, propagation_status};
pub(crate) use rule_ids::{CnameRuleIds, OriginRuleIds, cname_rules, origin_rules};
pub(crate) use shapes::Id;
pub(crate) use token::TokenAnswer;
