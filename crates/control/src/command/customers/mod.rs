//! Customers and resellers: how they begin and change, and what status they come into.
//!
//! [`born`] and [`stand`] are steps of whatever transaction makes an account or changes what is in use of one: a dialect's write,
//! or an order that is carried out.

mod born;
mod change;
mod create;
mod enroll;
mod place;
mod resellers;
mod standing;

pub(crate) use born::{Birth, born, drawing_again, names};
pub(crate) use standing::stand;
