//! Who has a stream: one for each server. A second one ends the first, and waits for its end before it says anything.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use landfall_core::id::{Revision, ServerId, Timestamp};
use landfall_protocol::{InstanceId, Reason, Version};
use tokio::sync::{oneshot, watch};

/// What servers' agents apply changes with. Shared by all that have the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Adapter {
    /// Its name.
    pub name: String,
    /// What it can do: names of match and feature types.
    pub capabilities: Vec<String>,
    /// The version of the agent's program.
    pub program: String,
}

/// A server that has a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The run of its agent.
    pub instance: InstanceId,
    /// Since when.
    pub since: Timestamp,
    /// The version that is spoken.
    pub version: Version,
    /// What it applies changes with.
    pub adapter: Arc<Adapter>,
    /// Up to which revision it has said that it has received; its cursor says what it has applied.
    pub received: Revision,
    /// Why the whole server is stuck; empty when it is not.
    pub trouble: String,
}

/// Who has a stream.
#[derive(Debug, Default)]
pub(super) struct Registry {
    rooms: Mutex<Rooms>,
    /// How many streams there are.
    count: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Rooms {
    servers: HashMap<ServerId, Room>,
    adapters: HashSet<Arc<Adapter>>,
    drawn: u64,
    stopping: bool,
}

#[derive(Debug)]
struct Room {
    number: u64,
    connected: Connected,
    end: Option<oneshot::Sender<Reason>>,
    ended: Option<oneshot::Receiver<()>>,
}

/// A stream's place. When it is dropped, the server has none.
#[derive(Debug)]
pub(super) struct Presence {
    registry: Weak<Registry>,
    server: ServerId,
    number: u64,
    /// Dropped with this, which is how a later stream learns that this one says nothing more.
    _ended: oneshot::Sender<()>,
}

/// What came of asking for a place.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) presence: Presence,
    /// Resolves when the stream has to end.
    pub(super) end: oneshot::Receiver<Reason>,
    /// Resolves when the stream before has ended; none if there was none.
    pub(super) before: Option<oneshot::Receiver<()>>,
    /// Whether the one before was of another run of the agent.
    pub(super) fenced: Option<InstanceId>,
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Rooms> {
        // Each change is one call on a map, so what is there is whole.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the place of a server; none when no more are taken. Whoever has it is told to end.
    pub(super) fn enter(
        self: &Arc<Self>,
        server: ServerId,
        connected: Connected,
    ) -> Option<Entered> {
        let (end, must_end) = oneshot::channel();
        let (has_ended, ended) = oneshot::channel();
        let mut rooms = self.lock();
        if rooms.stopping {
            return None;
        }
        rooms.drawn += 1;
        let number = rooms.drawn;
        let instance = connected.instance;
        let room = Room {
            number,
            connected,
            end: Some(end),
            ended: Some(ended),
        };
        let mut before = rooms.servers.insert(server, room);
        self.count.send_replace(rooms.servers.len());
        drop(rooms);
        let other = before.as_ref().map(|room| room.connected.instance);
        let fenced = other.filter(|other| *other != instance);
        let waiting = before.as_mut().and_then(|room| {
            let reason = if fenced.is_some() {
                Reason::Fenced
            } else {
                Reason::Replaced
            };
            if let Some(end) = room.end.take() {
                let _ = end.send(reason);
            }
            room.ended.take()
        });
        Some(Entered {
            presence: Presence {
                registry: Arc::downgrade(self),
                server,
                number,
                _ended: has_ended,
            },
            end: must_end,
            before: waiting,
            fenced,
        })
    }

    /// One adapter for all that have the same.
    pub(super) fn adapter(&self, adapter: Adapter) -> Arc<Adapter> {
        let mut rooms = self.lock();
        if let Some(known) = rooms.adapters.get(&adapter) {
            return Arc::clone(known);
        }
        // Those of programs that nobody runs any more.
        rooms.adapters.retain(|known| Arc::strong_count(known) > 1);
        let adapter = Arc::new(adapter);
        rooms.adapters.insert(Arc::clone(&adapter));
        adapter
    }

    /// Tells a server's stream to end; false if it has none.
    pub(super) fn end(&self, server: ServerId, reason: Reason) -> bool {
        let end = (self.lock().servers.get_mut(&server)).and_then(|room| room.end.take());
        end.is_some_and(|end| end.send(reason).is_ok())
    }

    /// Tells every stream to end, and takes none from now on.
    pub(super) fn stop(&self) {
        let mut rooms = self.lock();
        rooms.stopping = true;
        for room in rooms.servers.values_mut() {
            if let Some(end) = room.end.take() {
                let _ = end.send(Reason::Stopping);
            }
        }
    }

    pub(super) fn connected(&self, server: ServerId) -> Option<Connected> {
        let rooms = self.lock();
        rooms
            .servers
            .get(&server)
            .map(|room| room.connected.clone())
    }

    pub(super) fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    pub(super) fn len(&self) -> usize {
        *self.count.borrow()
    }
}

impl Presence {
    /// Notes something about the server, as long as this stream is the one it has.
    pub(super) fn note(&self, change: impl FnOnce(&mut Connected)) {
        if let Some(registry) = self.registry.upgrade()
            && let Some(room) = registry.lock().servers.get_mut(&self.server)
            && room.number == self.number
        {
            change(&mut room.connected);
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let Some(registry) = self.registry.upgrade() else {
            return;
        };
        let mut rooms = registry.lock();
        let own = rooms.servers.get(&self.server);
        if own.is_some_and(|room| room.number == self.number) {
            rooms.servers.remove(&self.server);
            registry.count.send_replace(rooms.servers.len());
        }
    }
}
