//! The wire's forms: what a query says, and what answers look like. Member order is the contract's.

mod fulfillment_list;
mod list_query;
mod token;

pub(crate) use fulfillment_list::FulfillmentList;
pub(crate) use list_query::ListQuery;
pub(crate) use token::TokenAnswer;
