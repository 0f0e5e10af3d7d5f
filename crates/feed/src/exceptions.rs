//! The exceptions of one log's servers, found by slot for counting and by server for everything else. They are few: most
//! servers run what their cursors say.

use std::collections::{BTreeMap, HashMap};

use landfall_core::id::{AccountNumber, Revision, ServerId};

/// Where a server stands in the columns: which POP, which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) pop: usize,
    pub(crate) row: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    by_slot: HashMap<AccountNumber, BTreeMap<Place, Revision>>,
    by_server: HashMap<ServerId, Vec<(AccountNumber, Revision)>>,
}

impl Exceptions {
    /// The exceptions of a server.
    pub(crate) fn of(&self, server: ServerId) -> &[(AccountNumber, Revision)] {
        self.by_server.get(&server).map_or(&[], Vec::as_slice)
    }

    /// What a server really runs in a slot, if that is not what its cursor says.
    pub(crate) fn running(&self, server: ServerId, slot: &AccountNumber) -> Option<Revision> {
        let of_server = self.of(server).iter();
        of_server.filter(|(at, _)| at == slot).map(|e| e.1).next()
    }

    /// The rows of a POP that have an exception in a slot.
    pub(crate) fn in_pop(
        &self,
        slot: &AccountNumber,
        pop: usize,
    ) -> impl Iterator<Item = (usize, Revision)> {
        let rows = Place { pop, row: 0 }..=Place {
            pop,
            row: usize::MAX,
        };
        (self.by_slot.get(slot).into_iter())
            .flat_map(move |places| places.range(rows.clone()))
            .map(|(place, running)| (place.row, *running))
    }

    /// Sets or clears what a server really runs in a slot. Says whether that changed anything.
    pub(crate) fn set(
        &mut self,
        server: ServerId,
        place: Place,
        slot: &AccountNumber,
        running: Option<Revision>,
    ) -> bool {
        let before = self.running(server, slot);
        if before == running {
            return false;
        }
        if before.is_some() {
            self.clear(server, place, slot);
        }
        if let Some(running) = running {
            let of_slot = self.by_slot.entry(slot.clone()).or_default();
            of_slot.insert(place, running);
            let of_server = self.by_server.entry(server).or_default();
            of_server.push((slot.clone(), running));
        }
        true
    }

    fn clear(&mut self, server: ServerId, place: Place, slot: &AccountNumber) {
        if let Some(of_slot) = self.by_slot.get_mut(slot) {
            of_slot.remove(&place);
            if of_slot.is_empty() {
                self.by_slot.remove(slot);
            }
        }
        if let Some(of_server) = self.by_server.get_mut(&server) {
            of_server.retain(|(at, _)| at != slot);
            if of_server.is_empty() {
                self.by_server.remove(&server);
            }
        }
    }

    /// Takes away all exceptions of a server, and hands them out.
    pub(crate) fn take(
        &mut self,
        server: ServerId,
        place: Place,
    ) -> Vec<(AccountNumber, Revision)> {
        let all = self.of(server).to_vec();
        for (slot, _) in &all {
            self.clear(server, place, slot);
        }
        all
    }

    /// A server was given another row.
    pub(crate) fn moved(&mut self, server: ServerId, from: Place, to: Place) {
        for (slot, running) in self.take(server, from) {
            self.set(server, to, &slot, Some(running));
        }
    }

    /// The log has begun a new history: no running revision is known to be of it. Gives the servers concerned.
    pub(crate) fn forget_history(&mut self) -> Vec<ServerId> {
        let of_slots = self.by_slot.values_mut().flat_map(BTreeMap::values_mut);
        let of_servers = self.by_server.values_mut().flatten();
        for running in of_slots.chain(of_servers.map(|(_, running)| running)) {
            *running = Revision(0);
        }
        self.by_server.keys().copied().collect()
    }
}
