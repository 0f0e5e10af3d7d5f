//! Who is there, where the log ends, and who is counted.

use std::collections::HashMap;

use landfall_core::{
    id::{AccountNumber, Cursor, LogId, PopId, Revision, ServerId, TenantId},
    model::{Environment, LogHead, Placement, Platform, Server, ServerMembership},
    rules::counting::Standing,
};

use crate::{
    Error, ListedPop,
    exceptions::{Exceptions, Place},
    pop_servers::PopServers,
};

/// Which log, whatever its id is at the moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogKey {
    /// The tenant.
    pub tenant: TenantId,
    /// Whose servers it feeds.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
}

/// The servers of one log.
#[derive(Debug)]
pub(crate) struct LogFleet {
    pub(super) key: LogKey,
    /// None as long as nothing was ever handed over to this fleet.
    pub(super) log: Option<LogId>,
    pub(super) head: Cursor,
    /// In the order in which POPs got their first server, which never changes.
    pub(super) pops: Vec<PopServers>,
    /// Where in `pops` a POP is.
    index: HashMap<PopId, usize>,
    /// The order of the inventory.
    pub(super) order: Vec<usize>,
    pub(super) places: HashMap<ServerId, Place>,
    pub(super) exceptions: Exceptions,
    /// Servers to be saved; each is here once, and is marked in its own label.
    pub(super) dirty: Vec<ServerId>,
}

impl LogFleet {
    pub(crate) fn new(key: LogKey) -> Self {
        Self {
            key,
            log: None,
            head: Cursor::default(),
            pops: Vec::new(),
            index: HashMap::new(),
            order: Vec::new(),
            places: HashMap::new(),
            exceptions: Exceptions::default(),
            dirty: Vec::new(),
        }
    }

    pub(crate) fn head(&self) -> Cursor {
        self.head
    }

    /// Takes over names and order of an inventory, which has every POP that is in use here.
    pub(crate) fn arrange(&mut self, inventory: &[ListedPop]) {
        self.order.clear();
        for listed in inventory {
            if let Some(&at) = self.index.get(&listed.pop.id) {
                self.pops[at].name = listed.name.clone();
                self.order.push(at);
            }
        }
    }

    /// Adds a server as the record has it.
    pub(crate) fn add(&mut self, server: Server, inventory: &[ListedPop]) -> Result<(), Error> {
        let Placement { pop, .. } = server.placement;
        if self.places.contains_key(&server.id) {
            return Err(Error::AlreadyEnrolled(server.id));
        }
        let at = match self.index.get(&pop) {
            Some(&at) => at,
            None => self.add_pop(pop, inventory)?,
        };
        let standing =
            Standing::recorded(server.membership, server.cursor, server.counted, self.head);
        let row = self.pops[at].push(server.id, server.name, standing, server.last_seen_at);
        self.places.insert(server.id, Place { pop: at, row });
        Ok(())
    }

    fn add_pop(&mut self, pop: PopId, inventory: &[ListedPop]) -> Result<usize, Error> {
        let listed = inventory.iter().find(|listed| listed.pop.id == pop);
        let name = listed.ok_or(Error::UnknownPop(pop))?.name.clone();
        let at = self.pops.len();
        self.pops.push(PopServers::new(pop, name));
        self.index.insert(pop, at);
        self.arrange(inventory);
        Ok(at)
    }

    /// Adds an exception as the record has it; one of a server that is not here is passed over.
    pub(crate) fn add_exception(
        &mut self,
        server: ServerId,
        slot: &AccountNumber,
        running: Revision,
    ) {
        if let Some(&place) = self.places.get(&server) {
            let known = self.standing(place).cursor().epoch == self.head.epoch;
            let running = if known { running } else { Revision(0) };
            self.exceptions.set(server, place, slot, Some(running));
        }
    }

    pub(super) fn place(&self, server: ServerId) -> Result<Place, Error> {
        let place = self.places.get(&server).copied();
        place.ok_or(Error::UnknownServer(server))
    }

    pub(super) fn standing(&self, place: Place) -> Standing {
        self.pops[place.pop].standing(place.row)
    }

    /// Drains a server, puts a drained one back or removes one. Gives what it is now.
    pub(crate) fn set_membership(
        &mut self,
        server: ServerId,
        membership: ServerMembership,
    ) -> Result<ServerMembership, Error> {
        let place = self.place(server)?;
        let before = self.standing(place);
        let after = match membership {
            ServerMembership::Drained => before.drained(),
            ServerMembership::Counted | ServerMembership::Joining => before.rejoined(self.head),
            ServerMembership::Removed => {
                self.remove(server, place);
                return Ok(ServerMembership::Removed);
            }
        };
        if after != before {
            self.pops[place.pop].set_standing(place.row, after);
            self.mark(place);
        }
        Ok(after.membership())
    }

    fn remove(&mut self, server: ServerId, place: Place) {
        self.exceptions.take(server, place);
        self.places.remove(&server);
        let room = &mut self.pops[place.pop];
        if let Some(moved) = room.remove(place.row) {
            let from = Place {
                pop: place.pop,
                row: room.len(),
            };
            self.exceptions.moved(moved, from, place);
            self.places.insert(moved, place);
        }
    }

    /// The log has grown, has got another epoch, or is another one. A word about an older state is passed over, since words
    /// may overtake each other; so a log that is begun anew has to be begun in no lower epoch.
    pub(crate) fn head_moved(&mut self, to: &LogHead) {
        let head = Cursor {
            epoch: to.epoch,
            revision: to.head,
        };
        if head.epoch < self.head.epoch {
            return;
        }
        let same_log = self.log.is_none_or(|log| log == to.id);
        self.log = Some(to.id);
        if same_log && head.epoch == self.head.epoch {
            self.head.revision = self.head.revision.max(head.revision);
            return;
        }
        self.head = head;
        for pop in &mut self.pops {
            pop.forget_received();
        }
        for server in self.exceptions.forget_history() {
            self.mark_dirty(server);
        }
        self.each_standing(|standing| {
            if same_log {
                standing.in_epoch_of(head)
            } else {
                standing.in_another_log(head)
            }
        });
    }

    /// Entries up to `through` are about to be compacted.
    pub(crate) fn compacted(&mut self, through: Revision) {
        let head = self.head;
        self.each_standing(|standing| standing.compacted(through, head));
    }

    fn each_standing(&mut self, next: impl Fn(Standing) -> Standing) {
        for pop in 0..self.pops.len() {
            for row in 0..self.pops[pop].len() {
                let before = self.pops[pop].standing(row);
                let after = next(before);
                self.pops[pop].set_standing(row, after);
                if after.counted() != before.counted() {
                    self.mark(Place { pop, row });
                }
            }
        }
    }
}
