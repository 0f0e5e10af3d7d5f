//! How far one generation has got, told in full: for people who watch it land and want to know who is in the way.

use std::sync::Arc;

use landfall_core::{
    id::{PopId, Revision, ServerId, Timestamp},
    rules::counting::Tally,
};

/// Servers that are named of one POP at most, of those where a change failed, and of those that are waited for.
const NAMED_OF_A_POP: usize = 10;
/// And of all POPs together. How many there are is in the tallies.
const NAMED: usize = 200;
/// How long nobody asks why a server takes its time. A change is applied within seconds where nothing is wrong.
const PATIENCE_SECONDS: i64 = 10;

/// When it is asked how far a change has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Now.
    pub now: Timestamp,
    /// When the change was handed over: from then on an answer is expected.
    pub handed_over_at: Timestamp,
    /// Whether the fleet was read from the record so lately that servers may not have had the time to come back.
    pub newly_read: bool,
}

/// How far one generation has got at one instant. Unlike in [`Propagation`](crate::Propagation), POPs are listed that have any
/// server, also where none is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Landing {
    /// The POPs in the inventory's order.
    pub pops: Vec<PopLanding>,
    /// Servers where it failed, in the order of their POPs: ten of a POP and two hundred in all are named at most.
    pub failures: Vec<Failure>,
    /// Counted servers that stand in the way and have not said that it failed: those that are stale, and those that have not got
    /// on for longer than it takes. As many are named as of failures.
    pub waiting: Vec<Waiting>,
}

/// How far a generation has got in one POP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopLanding {
    /// The POP.
    pub pop: PopId,
    /// Its printed name.
    pub name: Arc<str>,
    /// Whether it, or a later one in its place, was released here.
    pub released: bool,
    /// Its servers.
    pub tally: Tally,
}

/// A server where a generation failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The server.
    pub server: ServerId,
    /// What it calls itself.
    pub name: String,
    /// Its POP's printed name.
    pub pop: Arc<str>,
    /// The revision that it runs in the slot instead; 0 for none.
    pub running: Revision,
    /// Why, in its own words; none while they are not known.
    pub reason: Option<String>,
}

/// A server that has neither landed a generation nor failed with it, for too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The server.
    pub server: ServerId,
    /// What it calls itself.
    pub name: String,
    /// Its POP's printed name.
    pub pop: Arc<str>,
    /// Whether it has got the change.
    pub received: bool,
    /// Whether it was not heard of for longer than its lease.
    pub stale: bool,
    /// Since when: the last that was heard of a stale one; otherwise since it has got on last, or since the hand-over.
    pub since: Timestamp,
    /// Why it is stuck, in its own words; none if it has not said so.
    pub reason: Option<String>,
}

impl Asked {
    /// Since when a server that is heard of stands still that has got on last at `moved_at`; none if that is not too long yet.
    pub(crate) fn still_since(&self, moved_at: Option<Timestamp>) -> Option<Timestamp> {
        let since = moved_at.map_or(self.handed_over_at, |at| at.max(self.handed_over_at));
        (self.now >= since.plus(PATIENCE_SECONDS)).then_some(since)
    }
}

impl Landing {
    /// The servers of all POPs.
    pub fn all(&self) -> Tally {
        let tallies = self.pops.iter().map(|pop| pop.tally);
        tallies.fold(Tally::default(), Tally::and)
    }

    /// The mean of the POPs' percentages, 0 to 100, over those that have counted servers: every POP weighs the same.
    pub fn percent_of_pops(&self) -> f64 {
        let counted = self.pops.iter().filter(|pop| pop.tally.counted > 0);
        let (sum, pops) = counted.fold((0.0, 0.0), |(sum, pops), pop| {
            (sum + pop.tally.percent().value(), pops + 1.0)
        });
        if pops == 0.0 {
            0.0
        } else {
            f64::min(sum / pops, 100.0)
        }
    }
}

/// Whether one more server may be named where so many are named of its POP, and of all.
pub(crate) fn has_room(of_pop: usize, of_all: usize) -> bool {
    of_pop < NAMED_OF_A_POP && of_all < NAMED
}
