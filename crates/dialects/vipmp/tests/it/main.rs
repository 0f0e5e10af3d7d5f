//! The dialect from its router to a real store: the contract's examples, errors and traps.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod accounts;
mod customer_changes;
mod customer_traps;
mod customer_writes;
mod deployment_writes;
mod errors;
mod examples;
mod failures;
mod groups;
mod memberships;
mod odd_input;
mod once_traps;
mod page_traps;
mod reading_traps;
mod reseller_writes;
mod resellers;
mod sign_in;
mod standing;
mod strangers;
mod validation;
mod world;
mod writing;
