//! What servers say, and what it changes.

use landfall_core::{
    id::{AccountNumber, Cursor, Revision, ServerId, Timestamp},
    model::ServerMembership,
    rules::counting::Standing,
};

use crate::{Error, Heard, Hello, Report, exceptions::Place};

use super::LogFleet;

/// How far the record may be behind in when a server was last heard of, if nothing else changes. With a heartbeat from
/// everybody every ten seconds, saving each one would cost more than all changes together.
const SAVE_LAST_SEEN_AFTER_SECONDS: i64 = 60;

impl LogFleet {
    pub(crate) fn hello(&mut self, server: ServerId, hello: &Hello) -> Result<Heard, Error> {
        let place = self.place(server)?;
        let before = self.standing(place);
        let after = before.hello(hello.cursor, self.head);
        let named = |slot: &AccountNumber| hello.exceptions.iter().any(|(at, _)| at == slot);
        let gone = (self.exceptions.of(server).iter())
            .filter(|(slot, _)| !named(slot))
            .map(|(slot, _)| (slot.clone(), None));
        let changes: Vec<_> = gone
            .chain((hello.exceptions.iter()).map(|(slot, running)| (slot.clone(), Some(*running))))
            .collect();
        let changes = changes.iter().map(|(slot, running)| (slot, *running));
        // What was on its way to it beyond that is not, any more.
        let has = Some(hello.cursor.within(self.head.epoch));
        let has = has.filter(|has| *has <= self.head.revision);
        self.pops[place.pop].set_received(place.row, has.unwrap_or(Revision(0)));
        Ok(self.take_over(place, server, after, changes, hello.at))
    }

    pub(crate) fn report(&mut self, server: ServerId, report: &Report) -> Result<Heard, Error> {
        let place = self.place(server)?;
        let after = (self.standing(place)).advance(report.cursor, self.head);
        let changes = report.exceptions.iter();
        let changes = changes.map(|change| (&change.slot, change.running));
        Ok(self.take_over(place, server, after, changes, report.at))
    }

    pub(crate) fn received(&mut self, server: ServerId, cursor: Cursor) -> Result<(), Error> {
        let place = self.place(server)?;
        let through = cursor.within(self.head.epoch);
        self.pops[place.pop].set_received(place.row, through);
        Ok(())
    }

    pub(crate) fn heartbeat(&mut self, server: ServerId, at: Timestamp) -> Result<(), Error> {
        let place = self.place(server)?;
        self.seen(place, at);
        Ok(())
    }

    fn take_over<'a>(
        &mut self,
        place: Place,
        server: ServerId,
        after: Standing,
        changes: impl Iterator<Item = (&'a AccountNumber, Option<Revision>)>,
        at: Timestamp,
    ) -> Heard {
        let epoch = self.head.epoch;
        let before = self.standing(place).in_epoch_of(self.head);
        let (was, is) = (before.cursor().within(epoch), after.cursor().within(epoch));
        let mut lowered = is < was || after.counted().revision < before.counted().revision;
        let mut dirty = after != self.standing(place);
        for (slot, running) in changes {
            // Revisions of another epoch say nothing about this one.
            let running = running.map(|at| {
                if after.cursor().epoch == epoch {
                    at
                } else {
                    Revision(0)
                }
            });
            let ran = self.exceptions.running(server, slot);
            lowered |= match (ran, running) {
                (Some(ran), Some(running)) => running < ran,
                // Whether a change failed to take the place of what runs, or what runs was given up for something older,
                // nobody can tell who may have missed a report between.
                (None, Some(running)) => running < was,
                (_, None) => false,
            };
            dirty |= self.exceptions.set(server, place, slot, running);
        }
        self.pops[place.pop].set_standing(place.row, after);
        if is > was {
            self.pops[place.pop].moved(place.row, at);
        }
        if dirty {
            self.mark(place);
        }
        self.seen(place, at);
        Heard {
            joined: before.membership() == ServerMembership::Joining
                && after.membership() == ServerMembership::Counted,
            lowered,
            astray: after.is_astray(),
        }
    }

    fn seen(&mut self, place: Place, at: Timestamp) {
        let room = &mut self.pops[place.pop];
        room.seen(place.row, at);
        let saved = room.label(place.row).saved_seen_at;
        if saved.is_none_or(|saved| at >= saved.plus(SAVE_LAST_SEEN_AFTER_SECONDS)) {
            self.mark(place);
        }
    }
}
