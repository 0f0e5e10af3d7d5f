//! Starting the binary, speaking HTTP to it, comparing texts; servers of the fleet as processes.
#![expect(
    clippy::unwrap_used,
    reason = "a fault of the harness has to fail the test"
)]

mod connection;
mod edge;
mod http;
mod installation;
mod log;
mod process;
mod raw;
mod rules;
mod secrets;
mod text;

pub(crate) use connection::Connection;
pub(crate) use edge::Edge;
pub(crate) use http::{Answer, Call, call, get};
pub(crate) use installation::{Engine, Installation};
pub(crate) use log::Log;
pub(crate) use process::{Landfall, command, run, serve_command, wait_until, wait_within};
pub(crate) use raw::{RawAnswer, RawConnection};
pub(crate) use rules::{Partner, policy};
pub(crate) use secrets::{SECRETS, assert_unwritten};
pub(crate) use text::minified;
