//! What a person wants to know of a rollout beside its percentage: how many servers have got the change, on how many it failed,
//! whom nobody has heard of, and what has become of the whole.

use crate::{
    id::{Percent, Revision},
    model::{DeployOutcome, DeployState, ServerMembership},
};

use super::Target;

/// How far one server has got with a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It has yet to get it.
    Owed,
    /// It has got it, and has not said what came of it; or it was rolled back there.
    Received,
    /// It runs it, or a later one of the slot: what percentages count.
    Landed,
    /// It is past it and runs something older, for the change failed there.
    Failed,
}

impl Target {
    /// How far a counted server has got. `received` is the revision up to which it has got everything; the other arguments are
    /// those of [`Target::landed`].
    pub fn fate(
        self,
        counted: Revision,
        reached: Revision,
        running: Option<Revision>,
        received: Revision,
    ) -> Fate {
        if self.landed(counted, reached, running) {
            Fate::Landed
        } else if self.landed(counted, reached, None) {
            Fate::Failed
        } else if self.is_reached(counted.max(received)) {
            Fate::Received
        } else {
            Fate::Owed
        }
    }
}

/// Whether a server was heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It holds its lease.
    Fresh,
    /// It does not, but nothing was expected of it yet: the fleet was read from the record a moment ago.
    Unasked,
    /// It does not.
    Stale,
}

/// How far the servers of a POP, or of all, have got with a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Servers in the denominator.
    pub counted: u64,
    /// Those of them that have got the change, whatever came of it.
    pub received: u64,
    /// Those that run it or a later one of the slot.
    pub landed: u64,
    /// Those where it failed.
    pub failed: u64,
    /// Those that do not hold their lease; they may have landed it before.
    pub stale: u64,
    /// Those of which an answer is still to be expected: neither landed nor failed, and not stale.
    pub awaited: u64,
    /// Servers outside the denominator that have yet to catch up for the first time.
    pub joining: u64,
    /// Servers outside the denominator that an operator has taken out.
    pub drained: u64,
}

impl Tally {
    /// Counts one server in.
    pub fn add(&mut self, membership: ServerMembership, fate: Fate, word: Word) {
        match membership {
            ServerMembership::Joining => self.joining += 1,
            ServerMembership::Drained => self.drained += 1,
            ServerMembership::Removed => {}
            ServerMembership::Counted => {
                self.counted += 1;
                self.received += u64::from(fate != Fate::Owed);
                self.landed += u64::from(fate == Fate::Landed);
                self.failed += u64::from(fate == Fate::Failed);
                self.stale += u64::from(word != Word::Fresh);
                let settled = matches!(fate, Fate::Landed | Fate::Failed);
                self.awaited += u64::from(!settled && word != Word::Stale);
            }
        }
    }

    /// The servers of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            counted: self.counted + other.counted,
            received: self.received + other.received,
            landed: self.landed + other.landed,
            failed: self.failed + other.failed,
            stale: self.stale + other.stale,
            awaited: self.awaited + other.awaited,
            joining: self.joining + other.joining,
            drained: self.drained + other.drained,
        }
    }

    /// The share of the counted servers that have landed it; 0.0 without servers.
    pub fn percent(self) -> Percent {
        Percent::of(self.landed, self.counted)
    }

    /// Whether every counted server has landed it, and there is one.
    pub fn is_complete(self) -> bool {
        self.counted > 0 && self.landed == self.counted
    }
}

/// What has become of a deploy request that is in this state and stands like that on all servers together.
pub fn outcome(
    state: DeployState,
    all: Tally,
    superseded: bool,
    rolled_back: bool,
) -> DeployOutcome {
    match state {
        DeployState::Rejected => DeployOutcome::Rejected,
        DeployState::Canceled => DeployOutcome::Canceled,
        DeployState::Deployed if rolled_back => DeployOutcome::RolledBack,
        DeployState::Deployed if all.is_complete() => DeployOutcome::Landed,
        DeployState::Deployed if superseded => DeployOutcome::Superseded,
        DeployState::Deployed if all.failed > 0 && all.awaited == 0 => DeployOutcome::Failed,
        _ => DeployOutcome::UnderWay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{DeployRequestId, Generation, PopId},
        model::Release,
        rules::counting::{PopColumns, Rollout, UNHEARD},
    };
    use proptest::prelude::*;

    fn target(revision: u64, rolled_back_at: Option<u64>) -> Target {
        let release = Release {
            request: DeployRequestId(123_456),
            generation: Generation(7),
            log: "00000000-0000-4000-8000-000000000001".parse().unwrap(),
            slot: "0001".parse().unwrap(),
            revision: Revision(revision),
            pops: None,
            rolled_back_at: rolled_back_at.map(Revision),
        };
        let rollout = Rollout::new(&[release]).unwrap();
        rollout.target(PopId(1)).unwrap()
    }

    fn fate(counted: u64, running: Option<u64>, received: u64) -> Fate {
        let at = Revision(counted);
        target(41, None).fate(at, at, running.map(Revision), Revision(received))
    }

    #[test]
    fn a_server_gets_a_change_then_runs_it_or_fails() {
        assert_eq!(fate(40, None, 40), Fate::Owed);
        assert_eq!(fate(40, None, 41), Fate::Received);
        assert_eq!(fate(41, None, 41), Fate::Landed);
        assert_eq!(fate(41, Some(40), 41), Fate::Failed);
        assert_eq!(fate(50, Some(45), 50), Fate::Landed, "a later one failed");
        assert_eq!(
            fate(41, None, 0),
            Fate::Landed,
            "what was counted was received, whoever remembers it"
        );
    }

    #[test]
    fn who_has_gone_on_to_a_rollback_has_received_and_neither_landed_nor_failed() {
        let at = Revision(60);
        assert_eq!(target(41, Some(60)).fate(at, at, None, at), Fate::Received);
    }

    #[test]
    fn servers_outside_the_denominator_are_told_apart_and_never_counted() {
        let mut tally = Tally::default();
        for membership in [
            ServerMembership::Joining,
            ServerMembership::Drained,
            ServerMembership::Removed,
        ] {
            tally.add(membership, Fate::Landed, Word::Stale);
        }
        let expected = Tally {
            joining: 1,
            drained: 1,
            ..Tally::default()
        };
        assert_eq!(tally, expected);
        assert!(!tally.is_complete());
    }

    #[test]
    fn an_answer_is_expected_of_who_is_there_or_was_not_asked_yet() {
        let mut tally = Tally::default();
        for word in [Word::Fresh, Word::Unasked, Word::Stale] {
            tally.add(ServerMembership::Counted, Fate::Owed, word);
            tally.add(ServerMembership::Counted, Fate::Failed, word);
        }
        assert_eq!((tally.counted, tally.stale, tally.awaited), (6, 4, 2));
    }

    fn all(counted: u64, landed: u64, failed: u64, awaited: u64) -> Tally {
        Tally {
            counted,
            received: counted,
            landed,
            failed,
            awaited,
            ..Tally::default()
        }
    }

    #[test]
    fn an_end_is_told_by_its_reason() {
        let deployed = |tally| outcome(DeployState::Deployed, tally, false, false);
        assert_eq!(deployed(all(3, 3, 0, 0)), DeployOutcome::Landed);
        assert_eq!(deployed(all(3, 2, 0, 1)), DeployOutcome::UnderWay);
        assert_eq!(deployed(all(3, 1, 1, 1)), DeployOutcome::UnderWay);
        assert_eq!(deployed(all(3, 2, 1, 0)), DeployOutcome::Failed);
        assert_eq!(
            deployed(all(3, 1, 1, 0)),
            DeployOutcome::Failed,
            "the third is stale"
        );
        assert_eq!(
            deployed(all(3, 2, 0, 0)),
            DeployOutcome::UnderWay,
            "a stale one may come back"
        );
        assert_eq!(deployed(all(0, 0, 0, 0)), DeployOutcome::UnderWay);
        let replaced = |tally| outcome(DeployState::Deployed, tally, true, false);
        assert_eq!(replaced(all(3, 2, 0, 1)), DeployOutcome::Superseded);
        assert_eq!(
            replaced(all(3, 3, 0, 0)),
            DeployOutcome::Landed,
            "a later one counts"
        );
        let undone = outcome(DeployState::Deployed, all(3, 3, 0, 0), true, true);
        assert_eq!(undone, DeployOutcome::RolledBack);
    }

    #[test]
    fn what_was_not_handed_over_ends_by_its_state_alone() {
        let stands = |state| outcome(state, all(3, 3, 0, 0), true, true);
        for &state in DeployState::ALL {
            let expected = match state {
                DeployState::Rejected => DeployOutcome::Rejected,
                DeployState::Canceled => DeployOutcome::Canceled,
                DeployState::Deployed => DeployOutcome::RolledBack,
                _ => DeployOutcome::UnderWay,
            };
            assert_eq!(stands(state), expected, "{state}");
        }
    }

    proptest! {
        #[test]
        fn the_tally_agrees_with_the_loop_that_percentages_come_from(
            servers in proptest::collection::vec(
                (0_u64..8, 0_u64..4, proptest::option::weighted(0.3, 0_u64..8), any::<bool>(), 0_u64..9), 0..60
            ),
            at in 0_u64..8,
            undone in proptest::option::of(0_u64..12),
        ) {
            let target = target(at, undone);
            let counted: Vec<_> = servers.iter().map(|server| Revision(server.0)).collect();
            let reached: Vec<_> = (servers.iter())
                .map(|server| if server.3 { Revision(server.0 + server.1) } else { UNHEARD })
                .collect();
            let columns = PopColumns { counted: &counted, reached: &reached };
            let exceptions = (servers.iter().enumerate()).filter_map(|(row, server)| Some((row, Revision(server.2?))));
            let mut tally = Tally::default();
            for (row, server) in servers.iter().enumerate() {
                let fate = target.fate(counted[row], reached[row], server.2.map(Revision), Revision(server.4));
                tally.add(ServerMembership::Counted, fate, Word::Fresh);
            }
            prop_assert_eq!(tally.landed, target.count(columns, exceptions.clone()));
            prop_assert_eq!(tally.failed, target.failed(columns, exceptions));
            prop_assert!(tally.landed + tally.failed <= tally.received);
            prop_assert!(tally.received <= tally.counted);
            prop_assert_eq!(tally.awaited, tally.counted - tally.landed - tally.failed);
            prop_assert_eq!(tally.is_complete(), tally.percent().value() >= 100.0);
        }
    }
}
