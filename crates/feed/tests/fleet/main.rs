//! The fleet view from outside: built from rows, told things, asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;
mod g1;
mod landing;
mod model;
mod recorded;
mod saving;
mod steps;
mod threads;
mod traps;
