//! What holding servers costs, and what the feed does when much happens at once.

mod catching_up;
mod idle;
mod many;
mod reconnect;
mod status;
mod watching;

pub(super) use catching_up::{CaughtUp, catch_up};
pub(super) use idle::{Idle, idle};
pub(super) use many::{Many, many};
pub(super) use reconnect::{Reconnected, reconnect};
pub(super) use status::{Asked, status};
pub(super) use watching::{Spread, WatchedLandings, watching};
