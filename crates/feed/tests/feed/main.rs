//! The feed over real sockets: the real fleet, and a change log in memory at the seam where the record stands otherwise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agent;
mod catching_up;
mod counting;
mod ends;
mod host;
mod others;
mod place;
mod resync;
mod sizes;
mod two;
mod words;
