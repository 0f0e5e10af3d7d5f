//! How often the data plane is reloaded: a property of the machine alone, with a clock that the test moves.

use std::time::Duration;

use landfall_core::id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision, Timestamp};
use uuid::Uuid;

use super::{Batch, Machine, Next, Outcome, Received, Settings, Step};
use crate::{
    Moment,
    state::{Digest, Entry, State},
};

fn at(steady: Duration) -> Moment {
    Moment {
        steady,
        wall: Timestamp::default(),
    }
}

fn change(revision: u64) -> Received {
    let entry = Entry {
        epoch: Epoch(1),
        revision: Revision(revision),
        generation: Generation(revision),
        content: Some(Digest([7; 32])),
    };
    Received::Batch(Batch {
        epoch: Epoch(1),
        changes: vec![(AccountNumber::from_value(revision), entry)],
        keys: [].into(),
        through: Revision(revision),
    })
}

#[test]
fn a_stream_of_changes_reloads_at_most_once_a_second() {
    let settings = Settings::default();
    let mut machine = Machine::new(State::empty(), settings, fastrand::Rng::with_seed(1));
    machine.receive(Received::Follow {
        log: LogId(Uuid::from_u128(1)),
        start: Cursor {
            epoch: Epoch(1),
            revision: Revision(0),
        },
        resync: false,
    });
    let (mut now, mut reloads) = (Duration::ZERO, Vec::new());
    // A change every hundredth of a second for five seconds, and as long as it takes after that.
    for revision in 1..=500 {
        machine.receive(change(revision));
        now += Duration::from_millis(10);
        while let Next::Do(step) = machine.next(at(now)) {
            if step == Step::Reload {
                reloads.push(now);
            }
            machine.done(Outcome::Done, at(now));
        }
    }
    while machine.state().cursor.revision < Revision(500) {
        match machine.next(at(now)) {
            Next::Do(step) => {
                if step == Step::Reload {
                    reloads.push(now);
                }
                machine.done(Outcome::Done, at(now));
            }
            Next::Wait(moment) => now = moment.expect("it waits for its next reload"),
        }
    }
    assert!(reloads.len() >= 5, "{reloads:?}");
    let close = reloads
        .windows(2)
        .find(|pair| pair[1] < pair[0] + settings.reload_every);
    assert_eq!(close, None, "{reloads:?}");
    assert!(
        now < Duration::from_secs(7),
        "nothing waits for long: {now:?}"
    );
}
