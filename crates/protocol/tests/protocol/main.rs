//! The protocol from outside: what is written reads the same, and no bytes do harm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod examples;
mod frames;
mod messages;
mod some;
mod trust;
