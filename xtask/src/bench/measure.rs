//! Rounds: in each of them every call is measured, right before its static peer. So the rounds of one call are spread over
//! the whole run, and the two sides of a share are as close in time as they can be.

use super::load::{self, Amount};
use super::procfs;
use super::statistics::Round;
use super::target::Target;
use crate::error::Error;

/// One side of a comparison.
#[derive(Debug)]
pub(super) struct Contestant {
    /// The server's process.
    pub(super) process: u32,
    /// What it is asked.
    pub(super) target: Target,
    /// Its rounds so far.
    pub(super) rounds: Vec<Round>,
}

/// A call and its static peer.
#[derive(Debug)]
pub(super) struct Pair {
    /// The call's name.
    pub(super) name: &'static str,
    /// The call.
    pub(super) call: Contestant,
    /// The constant answer of the same bytes.
    pub(super) peer: Contestant,
}

/// Measures every pair once.
pub(super) async fn round(pairs: &mut [Pair], amount: Amount) -> Result<(), Error> {
    for pair in pairs {
        for side in [&mut pair.call, &mut pair.peer] {
            let round = part(side, pair.name, amount).await?;
            side.rounds.push(round);
        }
    }
    Ok(())
}

async fn part(side: &Contestant, name: &'static str, amount: Amount) -> Result<Round, Error> {
    let connections = load::warmed_up(&side.target, amount).await;
    let connections = connections.map_err(Error::answer(name))?;
    let before = procfs::cpu_time(side.process)?;
    let outcome = load::drive(connections, &side.target, amount).await;
    let outcome = outcome.map_err(Error::answer(name))?;
    let after = procfs::cpu_time(side.process)?;
    Ok(Round::of(&outcome, after.saturating_sub(before)))
}
