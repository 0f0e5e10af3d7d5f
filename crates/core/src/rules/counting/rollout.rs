//! From which revision on a generation has landed, POP by POP, and the loop that counts the servers that got there.
//!
//! What counts is that a server runs the generation or a later one of the slot (rulesv4 contract, section 4). Revisions grow
//! with generations, so where the generation itself was released its own revision decides. Where it was not, because a newer
//! one took its place before its waves were through, the first later one that came there does.

use crate::{
    id::{AccountNumber, LogId, PopId, Revision},
    model::Release,
};

use super::UNHEARD;

/// Where one generation or a later one of its slot was released, and what undid it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollout {
    log: LogId,
    slot: AccountNumber,
    everywhere: Option<Revision>,
    /// The smallest revision for each POP that an entry names; sorted by POP, one entry each.
    listed: Vec<(PopId, Revision)>,
    undone: Option<Revision>,
}

impl Rollout {
    /// Reads the releases of one generation and, if there are POPs that it was not released to, of later ones of its slot; none
    /// when there is no release. The first one is of the generation itself. Releases of earlier generations, or of another slot
    /// or log than the first one's, are passed over, which can only lower a count.
    ///
    /// A rollback of a later generation undoes that one alone.
    pub fn new(releases: &[Release]) -> Option<Self> {
        let first = releases.first()?;
        let mut rollout = Self {
            log: first.log,
            slot: first.slot.clone(),
            everywhere: None,
            listed: Vec::new(),
            undone: None,
        };
        for release in releases.iter().filter(|release| {
            (release.log, &release.slot) == (first.log, &first.slot)
                && release.generation >= first.generation
        }) {
            match &release.pops {
                None => rollout.everywhere = smaller(rollout.everywhere, Some(release.revision)),
                Some(pops) => rollout
                    .listed
                    .extend(pops.iter().map(|&pop| (pop, release.revision))),
            }
            if release.generation == first.generation {
                rollout.undone = smaller(rollout.undone, release.rolled_back_at);
            }
        }
        rollout.listed.sort_unstable();
        rollout.listed.dedup_by_key(|(pop, _)| *pop);
        Some(rollout)
    }

    /// The log that the generation was released in. Servers of another log have nothing to do with it.
    pub fn log(&self) -> LogId {
        self.log
    }

    /// The slot whose exceptions matter.
    pub fn slot(&self) -> &AccountNumber {
        &self.slot
    }

    /// What a server of `pop` must have confirmed; none when neither the generation nor a later one was released there.
    pub fn target(&self, pop: PopId) -> Option<Target> {
        let listed = self
            .listed
            .binary_search_by_key(&pop, |(pop, _)| *pop)
            .ok()
            .map(|found| self.listed[found].1);
        Some(Target {
            // An entry stands at revision 1 or above; servers that are not counted stand at 0.
            released: smaller(self.everywhere, listed)?.max(Revision(1)),
            undone: self.undone,
        })
    }
}

fn smaller(one: Option<Revision>, other: Option<Revision>) -> Option<Revision> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What it takes to have landed a generation in one POP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    released: Revision,
    undone: Option<Revision>,
}

/// The servers of one POP in two columns of equal length, a row for each server.
#[derive(Debug, Clone, Copy)]
pub struct PopColumns<'a> {
    /// The counted revision ([`Standing::counted`](super::Standing::counted)); 0 for a server outside the denominator.
    pub counted: &'a [Revision],
    /// The newest revision it may run ([`Standing::reached`](super::Standing::reached)). Looked at only when the
    /// generation was rolled back.
    pub reached: &'a [Revision],
}

impl Target {
    /// Whether a server has landed the generation. `running` is what it runs in the slot if that differs from what its
    /// cursor says: its exception for the slot.
    ///
    /// What it runs without an exception is taken as `reached`, not as `counted`: a server that catches up may be past
    /// the rollback long before it is counted there.
    pub fn landed(self, counted: Revision, reached: Revision, running: Option<Revision>) -> bool {
        let has_it = counted >= self.released && running.is_none_or(|at| at >= self.released);
        has_it
            && self.undone.is_none_or(|undone| {
                // Its exceptions may have changed as well since it was last heard of.
                let runs = running.filter(|_| reached != UNHEARD).unwrap_or(reached);
                runs < undone
            })
    }

    /// Whether a server that has got everything up to `revision` has got the generation, or a later one in its place.
    pub(super) fn is_reached(self, revision: Revision) -> bool {
        revision >= self.released
    }

    /// How many servers of a POP have landed the generation. `exceptions` are the rows that have one for the slot, each
    /// at most once, with the revision they really run; rows that the columns do not have are passed over.
    pub fn count(
        self,
        servers: PopColumns<'_>,
        exceptions: impl IntoIterator<Item = (usize, Revision)>,
    ) -> u64 {
        let mut done = self.count_by_cursor(servers);
        for (row, running) in exceptions {
            let (Some(&counted), Some(&reached)) =
                (servers.counted.get(row), servers.reached.get(row))
            else {
                continue;
            };
            done -= u64::from(self.landed(counted, reached, None));
            done += u64::from(self.landed(counted, reached, Some(running)));
        }
        done
    }

    /// How many servers of a POP have not landed the generation for the sole reason that it failed there: their cursors are
    /// past it, and an exception says that they run something older. The arguments are those of [`Target::count`].
    pub fn failed(
        self,
        servers: PopColumns<'_>,
        exceptions: impl IntoIterator<Item = (usize, Revision)>,
    ) -> u64 {
        let rows = exceptions.into_iter().filter(|&(row, running)| {
            let at = servers.counted.get(row).zip(servers.reached.get(row));
            at.is_some_and(|(&counted, &reached)| {
                self.landed(counted, reached, None) && !self.landed(counted, reached, Some(running))
            })
        });
        rows.count() as u64
    }

    /// The count without exceptions: one comparison a server, over memory that lies in a row.
    fn count_by_cursor(self, servers: PopColumns<'_>) -> u64 {
        let done = match self.undone {
            None => (servers.counted.iter())
                .filter(|&&counted| counted >= self.released)
                .count(),
            Some(undone) => (servers.counted.iter().zip(servers.reached))
                .filter(|&(&counted, &reached)| counted >= self.released && reached < undone)
                .count(),
        };
        done as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DeployRequestId, Generation};
    use proptest::prelude::*;

    fn release(revision: u64, pops: Option<&[u64]>, rolled_back_at: Option<u64>) -> Release {
        Release {
            request: DeployRequestId(123_456),
            generation: Generation(7),
            log: "00000000-0000-4000-8000-000000000001".parse().unwrap(),
            slot: "0001".parse().unwrap(),
            revision: Revision(revision),
            pops: pops.map(|pops| pops.iter().map(|&pop| PopId(pop)).collect()),
            rolled_back_at: rolled_back_at.map(Revision),
        }
    }

    fn released(rollout: &Rollout, pop: u64) -> Option<u64> {
        rollout.target(PopId(pop)).map(|target| target.released.0)
    }

    #[test]
    fn a_pop_has_a_generation_from_the_first_wave_that_names_it() {
        let rollout = Rollout::new(&[
            release(41, Some(&[1]), None),
            release(45, Some(&[1, 2]), None),
        ])
        .unwrap();
        assert_eq!(
            [1, 2, 3].map(|pop| released(&rollout, pop)),
            [Some(41), Some(45), None]
        );
        let last_wave = Rollout::new(&[release(50, None, None), release(41, Some(&[1]), None)]);
        assert_eq!(
            [1, 2].map(|pop| released(last_wave.as_ref().unwrap(), pop)),
            [Some(41), Some(50)]
        );
    }

    fn of_generation(generation: u64, release: Release) -> Release {
        Release {
            generation: Generation(generation),
            ..release
        }
    }

    #[test]
    fn releases_of_an_earlier_generation_slot_or_log_are_passed_over() {
        let ours = release(41, Some(&[1]), None);
        let earlier = of_generation(6, release(3, None, None));
        let elsewhere = Release {
            slot: "0002".parse().unwrap(),
            ..of_generation(8, release(44, None, None))
        };
        let lost = Release {
            log: "00000000-0000-4000-8000-000000000002".parse().unwrap(),
            ..of_generation(8, release(44, None, None))
        };
        let rollout = Rollout::new(&[ours, earlier, elsewhere, lost]).unwrap();
        assert_eq!([1, 2].map(|pop| released(&rollout, pop)), [Some(41), None]);
        assert_eq!(Rollout::new(&[]), None);
    }

    #[test]
    fn where_a_generation_never_came_a_later_one_of_the_slot_counts() {
        let releases = [
            release(41, Some(&[1]), None),
            of_generation(8, release(44, Some(&[2]), Some(60))),
            of_generation(9, release(60, None, None)),
        ];
        let rollout = Rollout::new(&releases).unwrap();
        assert_eq!(
            [1, 2, 3].map(|pop| released(&rollout, pop)),
            [Some(41), Some(44), Some(60)]
        );
        let at = Revision(60);
        for pop in [1, 2, 3] {
            let target = rollout.target(PopId(pop)).unwrap();
            assert!(
                target.landed(at, at, None),
                "what undid generation 8 undid that one alone"
            );
        }
    }

    #[test]
    fn what_was_rolled_back_is_not_landed_by_a_later_one_either() {
        let releases = [
            release(41, Some(&[1]), Some(50)),
            of_generation(8, release(50, Some(&[1]), None)),
            of_generation(9, release(60, None, None)),
        ];
        let rollout = Rollout::new(&releases).unwrap();
        for (pop, at) in [(1, 50), (1, 60), (2, 60)] {
            let (target, at) = (rollout.target(PopId(pop)).unwrap(), Revision(at));
            assert!(!target.landed(at, at, None), "POP {pop} at {at}");
        }
    }

    #[test]
    fn an_exception_counts_what_really_runs() {
        let target = (Rollout::new(&[release(41, None, None)]).unwrap())
            .target(PopId(1))
            .unwrap();
        let at = Revision(50);
        assert!(target.landed(at, at, None));
        assert!(target.landed(at, at, Some(Revision(41))), "it failed later");
        assert!(!target.landed(at, at, Some(Revision(40))), "it failed");
        assert!(!target.landed(at, at, Some(Revision(0))), "nothing runs");
        assert!(
            !target.landed(Revision(40), at, Some(Revision(45))),
            "what its cursor does not confirm is not counted"
        );
    }

    #[test]
    fn a_rollback_takes_back_those_who_confirm_it() {
        let target = (Rollout::new(&[release(41, None, Some(60))]).unwrap())
            .target(PopId(1))
            .unwrap();
        let landed = |counted, reached, running: Option<u64>| {
            target.landed(Revision(counted), Revision(reached), running.map(Revision))
        };
        assert!(landed(59, 59, None));
        assert!(!landed(60, 60, None));
        assert!(landed(70, 70, Some(41)), "the rollback failed there");
        assert!(!landed(70, 70, Some(60)));
        assert!(
            !landed(50, 65, None),
            "catching up, already past the rollback"
        );
        assert!(
            !landed(50, UNHEARD.0, None),
            "not heard of since the record"
        );
        assert!(!landed(50, UNHEARD.0, Some(41)), "nor with an exception");
    }

    #[test]
    fn a_release_at_revision_0_lands_nowhere() {
        let target = Rollout::new(&[release(0, None, None)])
            .unwrap()
            .target(PopId(1))
            .unwrap();
        assert!(!target.landed(Revision(0), Revision(0), None));
    }

    proptest! {
        #[test]
        fn the_fast_loop_counts_what_the_rule_says(
            servers in proptest::collection::vec((0_u64..8, 0_u64..4, proptest::option::weighted(0.3, 0_u64..8), any::<bool>()), 0..60),
            at in 0_u64..8,
            undone in proptest::option::of(0_u64..12),
            beyond in proptest::option::of(60_usize..70),
        ) {
            let target = Rollout::new(&[release(at, None, undone)]).unwrap().target(PopId(9)).unwrap();
            let counted: Vec<_> = servers.iter().map(|server| Revision(server.0)).collect();
            let reached: Vec<_> = (servers.iter())
                .map(|server| if server.3 { Revision(server.0 + server.1) } else { UNHEARD })
                .collect();
            let exceptions = (servers.iter().enumerate())
                .filter_map(|(row, server)| Some((row, Revision(server.2?))))
                .chain(beyond.map(|row| (row, Revision(5))));
            let columns = PopColumns { counted: &counted, reached: &reached };
            let slow = (servers.iter().zip(&counted).zip(&reached))
                .filter(|((server, counted), reached)| target.landed(**counted, **reached, server.2.map(Revision)))
                .count();
            let failed = (servers.iter().zip(&counted).zip(&reached))
                .filter(|((server, counted), reached)| {
                    let lands = |running| target.landed(**counted, **reached, running);
                    lands(None) && !lands(server.2.map(Revision))
                })
                .count();
            prop_assert_eq!(target.failed(columns, exceptions.clone()), failed as u64);
            prop_assert_eq!(target.count(columns, exceptions), slow as u64);
        }
    }
}
