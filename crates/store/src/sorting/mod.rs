//! How the lists of the contracts are sorted, as SQL that every engine takes as it is.
//!
//! Text is compared by bytes, which for UTF-8 is by code point, and UUIDs order as their text does, as blobs too.

mod accounts;
mod direction;
mod fulfillments;
mod sold;

pub(crate) use accounts::accounts;
pub(crate) use fulfillments::Order;
pub(crate) use sold::{STATUS, sold};
