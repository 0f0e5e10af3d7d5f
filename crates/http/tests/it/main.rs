//! The kit over real sockets, and its request pipeline from end to end.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod caller;
mod faces;
mod limits;
mod log;
mod requests;
mod server;
mod stopping;
mod tls;
mod unix;
mod upgrade;
