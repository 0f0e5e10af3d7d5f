//! From the command line to what it asks for.

use super::{BenchCommand, full, landing, reads, static_peer, writes};
use crate::error::Error;

/// Measures.
pub(crate) fn run(command: &BenchCommand) -> Result<(), Error> {
    match command {
        BenchCommand::Reads(arguments) => match arguments.customers() {
            Some(customers) => full::run(arguments, customers),
            None => reads::run(arguments),
        },
        BenchCommand::StaticPeer => static_peer::run(),
        BenchCommand::Landing(arguments) => landing::run(arguments),
        BenchCommand::Writes(arguments) => writes::run(arguments),
        BenchCommand::LandingFloor => landing::floor(),
        BenchCommand::LandingReceivers => landing::receivers(),
    }
}
