//! A server's whole way in, over a real listener: invited, let in, connected, caught up, counted, revoked.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod agent;
mod joining;
mod place;
