//! From the command line to what it asks for.

use super::{BenchCommand, reads, static_peer};
use crate::error::Error;

/// Measures.
pub(crate) fn run(command: &BenchCommand) -> Result<(), Error> {
    match command {
        BenchCommand::Reads(arguments) => reads::run(arguments),
        BenchCommand::StaticPeer => static_peer::run(),
    }
}
