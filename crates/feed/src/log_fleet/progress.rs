//! Which servers have to be saved, and what is saved of them.

use landfall_core::{id::ServerId, model::ServerProgress};

use crate::exceptions::Place;

use super::LogFleet;

impl LogFleet {
    /// Notes that a server has to be saved.
    pub(super) fn mark(&mut self, place: Place) {
        let label = self.pops[place.pop].label_mut(place.row);
        if !label.dirty {
            label.dirty = true;
            self.dirty.push(label.id);
        }
    }

    /// Notes it again for a server whose saving failed; one that has gone is passed over.
    pub(crate) fn mark_dirty(&mut self, server: ServerId) {
        if let Ok(place) = self.place(server) {
            self.mark(place);
        }
    }

    /// Hands out who has to be saved. They stay marked until [`LogFleet::read_dirty`] reads them, so that what changes in
    /// between is read with them and not noted twice.
    pub(crate) fn take_dirty(&mut self) -> Vec<ServerId> {
        std::mem::take(&mut self.dirty)
    }

    /// Reads what is to be saved of some servers that [`LogFleet::take_dirty`] gave.
    pub(crate) fn read_dirty(&mut self, servers: &[ServerId], into: &mut Vec<ServerProgress>) {
        for &server in servers {
            let Ok(place) = self.place(server) else {
                continue;
            };
            let room = &mut self.pops[place.pop];
            let last_seen_at = room.last_seen_at(place.row);
            let label = room.label_mut(place.row);
            if label.dirty {
                label.dirty = false;
                label.saved_seen_at = last_seen_at;
                into.push(self.progress_at(server, place));
            }
        }
    }

    /// What there is to save of a server now, whether or not it is waiting to be saved.
    pub(crate) fn progress(&self, server: ServerId) -> Option<ServerProgress> {
        let place = self.place(server).ok()?;
        Some(self.progress_at(server, place))
    }

    fn progress_at(&self, server: ServerId, place: Place) -> ServerProgress {
        let standing = self.standing(place);
        ServerProgress {
            server,
            membership: standing.membership(),
            cursor: standing.cursor(),
            counted: standing.counted(),
            last_seen_at: self.pops[place.pop].last_seen_at(place.row),
            exceptions: self.exceptions.of(server).to_vec(),
        }
    }
}
