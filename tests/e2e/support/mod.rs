//! Starting the binary, speaking HTTP to it, comparing texts.
#![expect(
    clippy::unwrap_used,
    reason = "a fault of the harness has to fail the test"
)]

mod connection;
mod http;
mod log;
mod process;
mod raw;
mod text;

pub(crate) use connection::Connection;
pub(crate) use http::{Answer, Call, call, get};
pub(crate) use process::{Landfall, command, run, serve_command, wait_until, wait_within};
pub(crate) use raw::{RawAnswer, RawConnection};
pub(crate) use text::minified;
