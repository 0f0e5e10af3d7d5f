//! How far one generation has got, told in full: for people who watch it land and want to know who is in the way.

use std::sync::Arc;

use landfall_core::{
    id::{PopId, Revision, ServerId},
    rules::counting::Tally,
};

/// Servers that are named of one POP at most, of those where a change failed.
const NAMED_OF_A_POP: usize = 10;
/// And of all POPs together. How many there are is in the tallies.
const NAMED: usize = 200;

/// How far one generation has got at one instant. Unlike in [`Propagation`](crate::Propagation), POPs are listed that have any
/// server, also where none is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Landing {
    /// The POPs in the inventory's order.
    pub pops: Vec<PopLanding>,
    /// Servers where it failed, in the order of their POPs: ten of a POP and two hundred in all are named at most.
    pub failures: Vec<Failure>,
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

    /// Whether one more server of a POP may be named, of which so many are named.
    pub(crate) fn has_room(&self, of_pop: usize) -> bool {
        of_pop < NAMED_OF_A_POP && self.failures.len() < NAMED
    }
}
