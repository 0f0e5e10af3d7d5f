//! How far one generation has landed, as a snapshot.

use std::sync::Arc;

use landfall_core::id::Percent;

/// How far one generation has landed at one instant (rulesv4 contract, section 4). POPs without counted servers are not
/// in it, so that there is no share of nothing; a fleet without servers has no POPs at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Propagation {
    /// The POPs in the inventory's order.
    pub pops: Vec<PopShare>,
}

/// How far a generation has landed in one POP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopShare {
    /// The POP's printed name.
    pub name: Arc<str>,
    /// Counted servers that have landed it.
    pub done: u64,
    /// Counted servers; at least one.
    pub all: u64,
    /// Those of the counted servers where it failed: they have passed it, and run something older in its slot.
    pub exceptions: u64,
}

impl PopShare {
    /// The share as a percentage.
    pub fn percent(&self) -> Percent {
        Percent::of(self.done, self.all)
    }
}

impl Propagation {
    /// Counted servers of all POPs that have landed the generation.
    pub fn done(&self) -> u64 {
        self.pops.iter().map(|pop| pop.done).sum()
    }

    /// Counted servers of all POPs.
    pub fn all(&self) -> u64 {
        self.pops.iter().map(|pop| pop.all).sum()
    }

    /// Counted servers of all POPs where the generation failed.
    pub fn exceptions(&self) -> u64 {
        self.pops.iter().map(|pop| pop.exceptions).sum()
    }

    /// The share of all servers, whichever POP they are in; 0.0 without servers.
    pub fn percent(&self) -> Percent {
        Percent::of(self.done(), self.all())
    }

    /// Whether every POP listed is at 100, and there is one.
    pub fn complete(&self) -> bool {
        !self.pops.is_empty() && self.pops.iter().all(|pop| pop.done == pop.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(shares: &[(u64, u64)]) -> Propagation {
        Propagation {
            pops: (shares.iter())
                .map(|&(done, all)| PopShare {
                    name: "Europe : Riga".into(),
                    done,
                    all,
                    exceptions: 0,
                })
                .collect(),
        }
    }

    #[test]
    fn the_overall_share_is_weighted_by_servers() {
        let propagation = of(&[(1, 1), (0, 3)]);
        assert_eq!(propagation.percent().to_string(), "25.0");
        assert!(!propagation.complete());
    }

    #[test]
    fn a_fleet_without_servers_is_at_0_and_not_complete() {
        assert_eq!(of(&[]).percent().to_string(), "0.0");
        assert!(!of(&[]).complete());
    }

    #[test]
    fn complete_is_every_pop_exactly() {
        assert!(of(&[(19, 19), (10, 10)]).complete());
        assert!(!of(&[(1_000_000, 1_000_000), (999_999, 1_000_000)]).complete());
    }
}
