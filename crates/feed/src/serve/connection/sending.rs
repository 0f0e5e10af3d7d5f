//! What goes out next: the changes behind the position, as far as the server takes them, and the list at the end of a resync.

use std::sync::Arc;

use landfall_core::id::{Cursor, Revision};
use landfall_protocol::{Down, Resync, Sweep, Through, limits};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{following::Connection, place::SweepState};
use crate::serve::{LogState, Slots, SourceError, catch_up::Way, log_feed::Behind, session::End};

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection<'_, S> {
    /// Whether there is nothing to send and nothing being read for it.
    pub(super) fn is_idle(&self) -> bool {
        !self.pipe.is_sending() && self.stretch.is_none() && self.slots.is_none()
    }

    /// Sends on while the server takes it, then lets go of everything that others do not have anyway.
    pub(super) async fn fill(&mut self) -> Result<(), End> {
        while self.is_idle() {
            if !self.next() {
                return Ok(());
            }
            if !self.pipe.send_now().await? {
                self.held = None;
            }
            // Others have their turn, and words of this server are heard.
            tokio::task::coop::consume_budget().await;
        }
        Ok(())
    }

    /// Puts out what comes next, or has it read; false if there is nothing to do but wait.
    fn next(&mut self) -> bool {
        let live = Arc::clone(&self.live.borrow_and_update());
        if (live.state.id, live.state.epoch) != (self.place.log, self.place.epoch) {
            self.place.log = live.state.id;
            self.place.epoch = live.state.epoch;
            self.begin_resync(Revision(0), live.state);
            return true;
        }
        let position = self.place.position;
        if position < live.state.floor && !matches!(self.place.sweep, SweepState::Owed(_)) {
            self.begin_resync(position, live.state);
            return true;
        }
        if position >= live.state.head {
            // Nothing of it is needed here any more.
            self.held = None;
            return self.next_slots();
        }
        let pop = self.admitted.placement.pop;
        // A single entry has nothing before it that it could supersede.
        let (way, kept) = if position.next() < self.place.until {
            (Way::For(pop, self.place.until), None)
        } else {
            (Way::All, live.covering(position))
        };
        let held = self.held.as_ref().filter(|held| held.covers(position));
        let Some(stretch) = held.or(kept) else {
            self.held = None;
            let log = Arc::clone(&self.log);
            self.stretch = Some(Box::pin(async move { log.stretch(way, position).await }));
            return true;
        };
        let piece = stretch.next(position, pop);
        self.place.position = piece.position;
        if piece.ends {
            self.through = piece.position;
        }
        self.shared.counters.changes.add(piece.change.into());
        self.pipe.send(piece.frames);
        true
    }

    /// Begins a resync from `start`. A disk that may hold what the log never had is read anew from the beginning; one that has
    /// merely missed tombstones goes on where it is.
    fn begin_resync(&mut self, start: Revision, state: LogState) {
        if start > self.through {
            // The batch ends here for now.
            self.pipe
                .send(Down::Through(Through { revision: start }).frame());
        }
        self.place.position = start;
        self.place.until = state.head;
        self.place.sweep = SweepState::Owed(None);
        self.through = start;
        self.applied = Revision(0);
        self.held = None;
        self.shared.counters.resyncs.one();
        let resync = Resync {
            log: self.place.log,
            start: Cursor {
                epoch: self.place.epoch,
                revision: start,
            },
            head: state.head.max(start),
        };
        self.pipe.send(Down::Resync(resync).frame());
    }

    pub(super) fn take_stretch(&mut self, read: Result<Behind, SourceError>) -> Result<(), End> {
        let Behind { state, stretch } = read.map_err(|error| End::fault(&error))?;
        let same = (state.id, state.epoch) == (self.place.log, self.place.epoch);
        if !same {
            // The publisher sees it too, and this stream with it.
            self.log.hint();
            return Ok(());
        }
        if !stretch.covers(self.place.position) {
            return Err(End::fault(
                &"a stretch of a log does not go on from where it was asked for",
            ));
        }
        let owed = matches!(self.place.sweep, SweepState::Owed(_));
        if self.place.position < state.floor && !owed {
            self.begin_resync(self.place.position, state);
        }
        self.held = Some(stretch);
        Ok(())
    }

    /// At the head: the next part of the list, if it is owed.
    fn next_slots(&mut self) -> bool {
        let SweepState::Owed(after) = &self.place.sweep else {
            return false;
        };
        let (log, after) = (Arc::clone(&self.log), after.clone());
        let (id, pop, at) = (
            self.place.log,
            self.admitted.placement.pop,
            self.place.position,
        );
        self.slots = Some(Box::pin(async move {
            let most = limits::SLOTS;
            log.source
                .living(&log.key, id, pop, at, after.as_ref(), most)
                .await
        }));
        true
    }

    pub(super) fn take_slots(&mut self, read: Result<Slots, SourceError>) -> Result<(), End> {
        let Slots { slots, more } = read.map_err(|error| End::fault(&error))?;
        let SweepState::Owed(after) = &mut self.place.sweep else {
            return Ok(());
        };
        match slots.last() {
            Some(last) if more => *after = Some(last.clone()),
            _ => self.place.sweep = SweepState::Sent(self.place.position),
        }
        let last = matches!(self.place.sweep, SweepState::Sent(_));
        self.pipe.send(Down::Sweep(Sweep { slots, last }).frame());
        Ok(())
    }
}
