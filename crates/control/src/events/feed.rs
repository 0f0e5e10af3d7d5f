//! The newest events in memory, for all who follow them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use super::Told;

/// How many events are at hand at most.
const EVENTS: usize = 4_096;
/// Bytes of memory that they take at most, about.
const BYTES: usize = 8 << 20;
/// How many are handed out at a time.
const HANDED: usize = 128;

/// The newest events in memory.
#[derive(Debug, Default)]
pub(crate) struct EventFeed {
    ring: Mutex<Ring>,
    /// How often something was added. Who has a receiver follows.
    turns: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Ring {
    /// Whether somebody reads.
    is_read: bool,
    /// What is at hand; none while the reader has not begun.
    span: Option<Span>,
    told: VecDeque<Arc<Told>>,
    bytes: usize,
}

/// All events behind the one position, up to the other, are at hand.
#[derive(Debug, Clone, Copy)]
struct Span {
    behind: u64,
    through: u64,
}

/// What is at hand behind a position.
#[derive(Debug)]
pub(super) enum Look {
    /// These come next. Everything up to the position has been handed out with them.
    Next(Vec<Arc<Told>>, u64),
    /// Nothing: everything is known up to here.
    UpToDate,
    /// Some of what comes next is not at hand.
    NotAtHand,
    /// Nothing is at hand yet: the reader has not begun.
    NotBegun,
}

impl EventFeed {
    /// Follows from now on; whether somebody has to be found who reads.
    pub(super) fn join(&self) -> (watch::Receiver<u64>, bool) {
        let mut ring = self.locked();
        let turns = self.turns.subscribe();
        let is_read = std::mem::replace(&mut ring.is_read, true);
        (turns, !is_read)
    }

    /// Whether nobody follows any more. Who begins to follow at the same time is seen here, or finds another reader.
    pub(super) fn is_over(&self) -> bool {
        let mut ring = self.locked();
        let is_over = self.turns.receiver_count() == 0;
        if is_over {
            *ring = Ring::default();
        }
        is_over
    }

    /// The reader is gone. Who still follows sees that nothing is at hand.
    pub(super) fn abandon(&self) {
        *self.locked() = Ring::default();
        self.turn();
    }

    /// The reader begins behind this position.
    pub(super) fn begin(&self, behind: u64) {
        let mut ring = self.locked();
        ring.told.clear();
        ring.bytes = 0;
        ring.span = Some(Span {
            behind,
            through: behind,
        });
        drop(ring);
        self.turn();
    }

    /// These come next, in order; nothing else up to the last of them.
    pub(super) fn add(&self, told: Vec<Arc<Told>>) {
        let mut ring = self.locked();
        for told in told {
            ring.push(told);
        }
        drop(ring);
        self.turn();
    }

    /// What is at hand behind a position.
    pub(super) fn behind(&self, position: u64) -> Look {
        let ring = self.locked();
        let Some(span) = ring.span else {
            return Look::NotBegun;
        };
        if position < span.behind {
            return Look::NotAtHand;
        }
        if position >= span.through {
            return Look::UpToDate;
        }
        let first = ring
            .told
            .partition_point(|told| told.event.position <= position);
        let next: Vec<_> = ring.told.range(first..).take(HANDED).cloned().collect();
        let position = next.last().map_or(span.through, |told| told.event.position);
        Look::Next(next, position)
    }

    fn turn(&self) {
        self.turns.send_modify(|turn| *turn = turn.wrapping_add(1));
    }

    fn locked(&self) -> MutexGuard<'_, Ring> {
        // A panic leaves a ring that is whole up to its span.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn push(&mut self, told: Arc<Told>) {
        let Some(span) = &mut self.span else {
            return;
        };
        span.through = told.event.position;
        self.bytes += told.size();
        self.told.push_back(told);
        while self.told.len() > EVENTS || self.bytes > BYTES {
            let Some(oldest) = self.told.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(oldest.size());
            span.behind = oldest.event.position;
        }
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::{
        id::EventId,
        model::{Actor, Event, ResourceKind},
    };

    use super::*;

    fn told(position: u64, detail: usize) -> Arc<Told> {
        let event = Event {
            position,
            id: EventId(uuid::Uuid::from_u128(position.into())),
            tenant: None,
            organization: None,
            actor: Actor::System,
            kind: "organization.created".to_owned(),
            resource: ResourceKind::Organization,
            resource_id: position.to_string(),
            detail: "x".repeat(detail),
            correlation_id: None,
            request_id: None,
            at_micros: 0,
        };
        Arc::new(Told::new(event, Arc::default()))
    }

    fn positions(look: &Look) -> Vec<u64> {
        match look {
            Look::Next(next, _) => next.iter().map(|told| told.event.position).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn who_follows_gets_what_comes_next_and_each_once() {
        let feed = EventFeed::default();
        let (_turns, first) = feed.join();
        assert!(first && !feed.join().1, "one reads for all");
        assert!(matches!(feed.behind(5), Look::NotBegun));
        feed.begin(5);
        assert!(matches!(feed.behind(4), Look::NotAtHand));
        assert!(matches!(feed.behind(5), Look::UpToDate));
        feed.add(vec![told(7, 0), told(8, 0), told(11, 0)]);
        assert_eq!(positions(&feed.behind(5)), [7, 8, 11]);
        assert_eq!(positions(&feed.behind(7)), [8, 11]);
        assert_eq!(positions(&feed.behind(9)), [11]);
        assert!(matches!(feed.behind(11), Look::UpToDate));
        // Who has read the store further than the reader has.
        assert!(matches!(feed.behind(12), Look::UpToDate));
    }

    #[test]
    fn what_is_at_hand_is_bounded_by_number_and_by_bytes() {
        let feed = EventFeed::default();
        let _turns = feed.join();
        feed.begin(0);
        let many = EVENTS as u64 + 10;
        feed.add((1..=many).map(|position| told(position, 0)).collect());
        assert!(matches!(feed.behind(9), Look::NotAtHand));
        assert_eq!(positions(&feed.behind(10)).len(), HANDED);
        assert_eq!(positions(&feed.behind(many - 1)), [many]);
        feed.add(vec![told(many + 1, BYTES / 4), told(many + 2, BYTES / 4)]);
        assert!(matches!(feed.behind(many), Look::NotAtHand));
        assert_eq!(positions(&feed.behind(many + 1)), [many + 2]);
    }

    #[test]
    fn a_reader_ends_when_nobody_follows_and_another_begins_anew() {
        let feed = EventFeed::default();
        let (turns, _) = feed.join();
        feed.begin(3);
        assert!(!feed.is_over());
        drop(turns);
        assert!(feed.is_over());
        let (_turns, first) = feed.join();
        assert!(first);
        assert!(matches!(feed.behind(3), Look::NotBegun));
    }
}
