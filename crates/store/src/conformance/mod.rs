//! The suite that every engine has to pass: what the traits of this crate promise, as checks that know nothing of an engine.
//!
//! Each file holds the checks of one part of the record, plain async functions over an empty store. A test file of an engine
//! says how to open one and gets a test for each check:
//!
//! ```text
//! /// An empty store, and what has to live as long as it does.
//! async fn open() -> (impl Store, TempDir) { … }
//!
//! landfall_store::conformance_tests!(open);
//! ```
//!
//! The tests want tokio's runtime with several threads; checks of properties wait on it from within.

#![allow(
    clippy::unwrap_used,
    reason = "these functions are tests, only built as a library for engines that live elsewhere"
)]

pub(crate) mod fixture;
mod list;
mod property;

mod account_lists;
mod admin_lists;
mod around_customers;
mod atomicity;
mod change_log;
mod changed_accounts;
mod clients;
mod concurrency;
mod conflicts;
mod counters;
mod customers;
mod deep_pages;
mod deploy_records;
mod deploy_requests;
mod deploying;
mod deployments;
mod enrolment;
mod events;
mod families;
mod fleet;
mod fulfillments;
mod groups;
mod idempotency;
mod items;
mod leases;
mod log_care;
mod log_reading;
mod odd_texts;
mod offers;
mod orders;
mod organizations;
mod policies;
mod references;
mod resellers;
mod roles;
mod sessions;
mod sites;
mod sold_accounts;
mod subscriptions;
mod sweeping;
mod tenants;
mod tokens;
mod users;
mod walks;
mod zones;

pub use list::run;
