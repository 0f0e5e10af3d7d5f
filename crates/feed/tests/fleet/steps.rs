//! What happens to the fleet in the model's test, at random.

use landfall_core::id::Cursor;
use proptest::prelude::*;

use crate::fixture::at;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Enrol {
        id: u64,
        pop: u64,
        platform: usize,
    },
    Membership {
        id: u64,
        to: usize,
    },
    Hello {
        id: u64,
        cursor: Position,
        exceptions: Vec<(u64, u64)>,
    },
    Report {
        id: u64,
        cursor: Position,
        exceptions: Vec<(u64, Option<u64>)>,
    },
    Grow {
        platform: usize,
        by: u64,
    },
    NewEpoch {
        platform: usize,
    },
    NewLog {
        platform: usize,
        in_new_epoch: bool,
    },
    Compact {
        platform: usize,
        back: u64,
    },
    MovePop {
        pop: u64,
        position: u32,
    },
    Save {
        fails: bool,
    },
    Restart,
}

/// A cursor, told from the head of the log so that most of them mean something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    ahead: bool,
    distance: u64,
    other_epoch: bool,
}

impl Position {
    pub(crate) fn cursor(self, head: Cursor) -> Cursor {
        let revision = if self.ahead {
            head.revision.0 + self.distance
        } else {
            head.revision.0.saturating_sub(self.distance)
        };
        let epoch = head.epoch.0 - u32::from(self.other_epoch);
        at(epoch, revision)
    }
}

fn position() -> impl Strategy<Value = Position> {
    let rarely = || proptest::bool::weighted(0.1);
    let distance = prop_oneof![3 => Just(0), 2 => 0..6_u64, 1 => 0..40_u64];
    (rarely(), distance, rarely()).prop_map(|(ahead, distance, other_epoch)| Position {
        ahead,
        distance,
        other_epoch,
    })
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let id = || 1..10_u64;
    let platform = || 0..2_usize;
    let said = proptest::collection::vec((0..3_u64, 0..30_u64), 0..3);
    let changes = proptest::collection::vec((0..3_u64, proptest::option::of(0..30_u64)), 0..3);
    prop_oneof![
        4 => (id(), 1..4_u64, platform()).prop_map(|(id, pop, platform)| Step::Enrol { id, pop, platform }),
        4 => (id(), 0..4_usize).prop_map(|(id, to)| Step::Membership { id, to }),
        6 => (id(), position(), said).prop_map(|(id, cursor, exceptions)| Step::Hello { id, cursor, exceptions }),
        9 => (id(), position(), changes).prop_map(|(id, cursor, exceptions)| Step::Report { id, cursor, exceptions }),
        5 => (platform(), 1..5_u64).prop_map(|(platform, by)| Step::Grow { platform, by }),
        1 => platform().prop_map(|platform| Step::NewEpoch { platform }),
        1 => (platform(), any::<bool>()).prop_map(|(platform, in_new_epoch)| Step::NewLog { platform, in_new_epoch }),
        1 => (platform(), 0..9_u64).prop_map(|(platform, back)| Step::Compact { platform, back }),
        1 => (1..4_u64, 0..4_u32).prop_map(|(pop, position)| Step::MovePop { pop, position }),
        4 => any::<bool>().prop_map(|fails| Step::Save { fails }),
        1 => Just(Step::Restart),
    ]
}
