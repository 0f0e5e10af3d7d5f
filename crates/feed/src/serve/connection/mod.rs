//! A stream that follows its log. It holds a position in the log and nothing else: where that is ([`Place`]), what goes out next
//! (`sending`), what comes in (`hearing`), and whether the server is still there (`following`).

mod following;
mod hearing;
mod place;
mod sending;

pub(super) use following::Connection;
pub(super) use place::Place;
