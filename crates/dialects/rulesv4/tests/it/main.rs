//! The dialect over its real router, use cases and store, with the demonstration record in it.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod acting;
mod adding;
mod changing;
mod clients;
mod counting;
mod credentials;
mod deploy_requests;
mod errors;
mod examples;
mod own_store;
mod policies;
mod reviewing;
mod rule_ids;
mod states;
mod submitting;
mod support;
mod tokens;
mod writers;
