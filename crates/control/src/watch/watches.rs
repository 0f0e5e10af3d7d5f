//! Who watches what.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use landfall_core::{id::DeployRequestId, model::Actor};
use tokio::sync::watch;

use super::{LandingWatch, follow::follow, sight::Seen};
use crate::{Control, command::DeployPlace};

/// Watchers of all callers together.
pub const WATCHERS: usize = 1_000;
/// Watchers of one client or user.
pub const WATCHERS_OF_ONE: usize = 16;

/// Nobody else can watch now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are too many watchers already")]
pub struct TooManyWatchers {
    /// Whether they are all of this caller.
    pub own: bool,
}

/// Who watches what.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    rooms: Arc<Mutex<Rooms>>,
    /// Whether the process stops.
    closing: watch::Sender<bool>,
}

#[derive(Debug, Default)]
pub(super) struct Rooms {
    followed: HashMap<DeployRequestId, Arc<watch::Sender<Seen>>>,
    watchers: HashMap<Actor, usize>,
    all: usize,
}

/// A watcher's place among those that there may be.
#[derive(Debug)]
pub(crate) struct Seat {
    rooms: Arc<Mutex<Rooms>>,
    of: Actor,
}

/// That a request is followed. When this is dropped nobody does, and who still watches sees the end.
pub(super) struct Following {
    rooms: Arc<Mutex<Rooms>>,
    id: DeployRequestId,
    pub(super) seen: Arc<watch::Sender<Seen>>,
}

fn locked(rooms: &Mutex<Rooms>) -> MutexGuard<'_, Rooms> {
    // Numbers that a panic left wrong bound how many may watch, and nothing else.
    rooms.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watches {
    /// Ends all watching: the process stops.
    pub(crate) fn end(&self) {
        self.closing.send_replace(true);
    }

    /// Whether the process stops, from now on.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Takes a place among those who watch, whatever it is.
    pub(crate) fn seat(&self, of: Actor) -> Result<Seat, TooManyWatchers> {
        let mut rooms = locked(&self.rooms);
        let own = rooms.watchers.get(&of).copied().unwrap_or_default();
        if own >= WATCHERS_OF_ONE {
            return Err(TooManyWatchers { own: true });
        }
        if rooms.all >= WATCHERS {
            return Err(TooManyWatchers { own: false });
        }
        rooms.all += 1;
        rooms.watchers.insert(of, own + 1);
        drop(rooms);
        Ok(Seat {
            rooms: Arc::clone(&self.rooms),
            of,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = locked(&self.rooms);
        rooms.all = rooms.all.saturating_sub(1);
        if let Some(own) = rooms.watchers.get_mut(&self.of) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                rooms.watchers.remove(&self.of);
            }
        }
    }
}

impl Following {
    /// Ends if nobody watches. Who begins to watch at the same time is seen here, or follows anew.
    pub(super) fn is_over(&self) -> bool {
        let mut rooms = locked(&self.rooms);
        let nobody = self.seen.receiver_count() == 0;
        if nobody {
            rooms.forget(self);
        }
        nobody
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        locked(&self.rooms).forget(self);
    }
}

impl Rooms {
    fn forget(&mut self, following: &Following) {
        let known = self.followed.get(&following.id);
        if known.is_some_and(|seen| Arc::ptr_eq(seen, &following.seen)) {
            self.followed.remove(&following.id);
        }
    }
}

impl Control {
    /// Watches a deploy request that the caller may see. It is looked at for as long as anybody watches it.
    pub fn watch_landing(
        self: &Arc<Self>,
        place: DeployPlace,
        caller: Actor,
    ) -> Result<LandingWatch, TooManyWatchers> {
        let watches = &self.watches;
        let seat = watches.seat(caller)?;
        let mut rooms = locked(&watches.rooms);
        let followed = rooms.followed.get(&place.id);
        let seen = if let Some(seen) = followed {
            seen.subscribe()
        } else {
            let (seen, watching) = watch::channel(Seen::Nothing);
            let seen = Arc::new(seen);
            rooms.followed.insert(place.id, Arc::clone(&seen));
            let following = Following {
                rooms: Arc::clone(&watches.rooms),
                id: place.id,
                seen,
            };
            tokio::spawn(follow(Arc::clone(self), place, following));
            watching
        };
        drop(rooms);
        Ok(LandingWatch::new(seen, watches.closing(), seat))
    }

    /// Ends all watching: the process stops.
    pub fn end_watching(&self) {
        self.watches.end();
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::UserId;

    use super::*;

    #[test]
    fn one_caller_has_a_few_seats_and_all_together_many() {
        let watches = Watches::default();
        let user = |number| Actor::User(UserId(number));
        let mut seats: Vec<Seat> = (0..WATCHERS_OF_ONE)
            .map(|_| watches.seat(user(1)).unwrap())
            .collect();
        let refused = watches.seat(user(1)).unwrap_err();
        assert_eq!(refused, TooManyWatchers { own: true });
        seats.extend((WATCHERS_OF_ONE..WATCHERS).map(|number| {
            let number = u64::try_from(number).unwrap();
            watches.seat(user(number)).unwrap()
        }));
        let refused = watches.seat(user(2)).unwrap_err();
        assert_eq!(refused, TooManyWatchers { own: false });
        seats.remove(0);
        watches.seat(user(1)).unwrap();
        drop(seats);
        let rooms = locked(&watches.rooms);
        assert!(rooms.all == 0 && rooms.watchers.is_empty());
    }
}
