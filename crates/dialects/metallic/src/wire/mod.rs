//! The wire's forms: what a query says, and what answers look like. Member order is the contract's.

mod account;
mod account_query;
mod contact;
mod fulfillment;
mod fulfillment_query;
mod list;
mod one;
mod order_body;
mod parameters;
mod reseller;
mod shapes;
mod time;
mod token;

use landfall_core::model;

pub(crate) use account::Account;
pub(crate) use account_query::AccountQuery;
pub(crate) use fulfillment::{FulfillmentDetail, FulfillmentRow};
pub(crate) use fulfillment_query::FulfillmentQuery;
pub(crate) use list::List;
pub(crate) use one::One;
pub(crate) use order_body::{order_body, reseller_body};
pub(crate) use parameters::{KNOWN, page_parameters, sort_parameter};
pub(crate) use reseller::Reseller;
pub(crate) use shapes::id_in_path;
pub(crate) use token::TokenAnswer;

/// A page of accounts.
pub(crate) type AccountList<'a> = List<'a, model::SoldAccount, Account<'a>>;
/// A page of fulfillments.
pub(crate) type FulfillmentList<'a> = List<'a, model::Fulfillment, FulfillmentRow<'a>>;
