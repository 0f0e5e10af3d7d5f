//! The dialect over its real router, use cases and store, with the demonstration record in it.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod accounts;
mod errors;
mod golden;
mod listing;
mod one_fulfillment;
mod order_effects;
mod order_races;
mod order_refusals;
mod order_repeats;
mod presence;
mod rate;
mod strangers;
mod support;
mod tokens;
