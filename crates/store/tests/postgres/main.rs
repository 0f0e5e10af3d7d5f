//! What the engine over a network does beside the suite of every engine: order among many writers, a database that goes away,
//! commits whose answer gets lost, databases that will not do.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod collation;
mod commands;
mod fail_over;
mod gate;
mod opening;
mod order;
mod place;
mod proxy;
mod restart;
mod sharing;
mod tls;
mod unknown;
