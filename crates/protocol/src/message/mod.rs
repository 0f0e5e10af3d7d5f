//! The messages. A message is one byte for its kind and then its members in a fixed order.

mod change;
mod down;
mod exceptions;
mod hello;
mod parts;
mod reason;
mod resync;
mod up;
mod welcome;

pub use change::Change;
pub use down::{Announce, Down, Through};
pub use exceptions::{ExceptionChange, ExceptionSet};
pub use hello::{Hello, InstanceId};
pub use reason::{Reason, Refused};
pub use resync::{Resync, Sweep};
pub use up::{Applied, Heartbeat, Received, Up};
pub use welcome::Welcome;
