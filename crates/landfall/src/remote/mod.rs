//! The native API from the command line: one way for all commands, whichever server they speak to.
//!
//! A server is reached by `--url` with a bearer token, or by the administration socket of the data folder, where the caller is
//! the operator of the installation. Both speak `/landfall/v1`, so a command cannot tell them apart: it opens a [`Remote`] and
//! asks for paths. A problem that the server answers with becomes an error that says what to do next; what is refused can be
//! looked at ([`Refused`]). [`Watch`] hears a stream of server-sent events and connects again when it breaks.

mod arguments;
mod client;
mod connect;
mod events;
mod names;
mod path;
mod refused;
mod watch;

pub(crate) use arguments::{RemoteArguments, WriteArguments};
pub(crate) use client::Remote;
pub(crate) use names::names_of;
pub(crate) use path::Path;
pub(crate) use refused::Refused;
#[cfg(test)]
pub(crate) use refused::refused_for_tests;
pub(crate) use watch::{Heard, Watch};
