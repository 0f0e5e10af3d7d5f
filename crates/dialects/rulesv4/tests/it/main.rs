//! The dialect over its real router, use cases and store, with the demonstration record in it.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod clients;
mod counting;
mod credentials;
mod errors;
mod examples;
mod states;
mod support;
mod tokens;
