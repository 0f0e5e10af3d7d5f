//! Serving: the faces on one listener, metrics on another, administration on a socket in the data folder.

mod faces;
mod run;
mod server;
mod signals;

pub(crate) use run::run;
pub(crate) use server::{Exposure, Server};
pub(crate) use signals::stop_signal;
