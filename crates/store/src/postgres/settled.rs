//! How far the events can be read without missing one that is still to appear.
//!
//! Positions are drawn before their transactions commit, so an event can appear behind one that a reader has already seen.
//! A reader therefore notes the last position that it sees, and only then has a transaction number given to it. Whoever has
//! drawn a smaller position has a smaller number: every write has its number before it draws. Once all smaller numbers have
//! ended, everything up to that position is there.
//!
//! Nothing of this is stored, so a record that moves to another installation by a dump keeps its order.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// How many notes are kept while older transactions run.
const NOTES: usize = 16;

/// What this process knows about the events.
#[derive(Default)]
pub(super) struct Settled(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Nothing appears at or before this position any more.
    up_to: i64,
    /// Positions that were the last, each with the number that was given behind it; both grow.
    notes: VecDeque<(i64, i64)>,
}

impl Settled {
    /// The last position that is settled as far as is known.
    pub(super) fn up_to(&self) -> i64 {
        self.lock().up_to
    }

    /// Notes that `position` was seen before the transaction `number` began, and that those before `oldest_running` have
    /// ended since. Gives the last position that is settled.
    pub(super) fn note(&self, position: i64, number: i64, oldest_running: i64) -> i64 {
        let mut known = self.lock();
        if oldest_running >= number {
            known.up_to = known.up_to.max(position);
        } else if known.notes.len() < NOTES
            && known
                .notes
                .back()
                .is_none_or(|&(last, later)| position > last && number > later)
        {
            known.notes.push_back((position, number));
        }
        while let Some(&(position, number)) = known.notes.front() {
            if number > oldest_running {
                break;
            }
            known.up_to = known.up_to.max(position);
            known.notes.pop_front();
        }
        known.up_to
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        // What is known stays true, also when somebody panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_settled_when_everything_before_its_number_has_ended() {
        let settled = Settled::default();
        assert_eq!(settled.note(5, 100, 90), 0);
        assert_eq!(settled.note(9, 110, 95), 0);
        // The first note's transactions have ended, the second's have not.
        assert_eq!(settled.note(12, 120, 100), 5);
        assert_eq!(settled.note(12, 121, 121), 12);
        assert_eq!(settled.up_to(), 12);
    }

    #[test]
    fn many_notes_are_not_kept_and_nothing_is_settled_too_early() {
        let settled = Settled::default();
        for number in 0..100 {
            assert_eq!(settled.note(number, 1_001 + number, 1_000), 0);
        }
        assert!(settled.lock().notes.len() <= NOTES);
        assert_eq!(settled.note(100, 1_100, 1_100), 100);
    }
}
