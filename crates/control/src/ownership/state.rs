//! What this process knows about who owns the fleet. Times are by a clock of this process alone that nobody sets, and are
//! always noted before the store was asked: the store's lease lasts at least as long as is believed here.

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use landfall_feed::Fleet;
use landfall_store::{Claim, FLEET_LEASE, Fence, Lease};
use tokio::sync::watch;
use uuid::Uuid;

use super::{LEASE, OwnerLink, term::COMING_BACK};

/// What part a process has in counting the fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// It counts.
    Owner {
        /// Its fencing number; none as long as a store that is its alone was not written to.
        fencing: Option<u64>,
    },
    /// Another process counts.
    Follower {
        /// The owner's fencing number.
        fencing: u64,
        /// Where the owner can be asked; may be empty.
        address: String,
    },
    /// Nobody is known to count.
    Seeking,
}

/// The fleet, as long as it is counted here.
#[derive(Debug, Clone)]
pub(crate) struct Owned {
    /// None as long as a store that is this process's alone was not written to.
    pub(crate) fencing: Option<u64>,
    pub(crate) fleet: Arc<Fleet>,
    /// When the fleet was read.
    since: Duration,
    /// When the lease may end; none if it cannot.
    until: Option<Duration>,
    /// How often POPs and servers had been added to the record when the fleet was read.
    pub(crate) additions: u64,
}

impl Owned {
    fn at(&self, now: Duration) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Whether servers may not have had the time to come back since the fleet was read.
    pub(super) fn is_newly_read(&self, now: Duration) -> bool {
        now.saturating_sub(self.since) < COMING_BACK
    }
}

/// Another process's lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) fencing: u64,
    pub(super) address: String,
    pub(super) until: Duration,
}

#[derive(Debug, Default)]
struct State {
    owned: Option<Owned>,
    heard: Option<Heard>,
    address: String,
}

/// Who owns the fleet, as far as this process knows.
pub(crate) struct Ownership {
    holder: Uuid,
    state: Mutex<State>,
    /// For those who wait for an owner.
    changes: watch::Sender<()>,
    pub(super) link: Option<Arc<dyn OwnerLink>>,
    /// Shown where there is nothing to show.
    nothing: Arc<Fleet>,
}

impl Ownership {
    /// Nobody owns the fleet yet.
    pub(crate) fn seeking() -> Self {
        Self {
            holder: Uuid::new_v4(),
            state: Mutex::default(),
            changes: watch::Sender::new(()),
            link: None,
            nothing: Arc::default(),
        }
    }

    /// This process owns the fleet for as long as it lives.
    pub(crate) fn for_life(fleet: Fleet) -> Self {
        let this = Self::seeking();
        this.lock().owned = Some(Owned {
            fencing: None,
            fleet: Arc::new(fleet),
            since: Duration::ZERO,
            until: None,
            additions: 0,
        });
        this
    }

    /// The same with a way to ask others.
    pub(crate) fn linked(mut self, link: Arc<dyn OwnerLink>) -> Self {
        self.link = Some(link);
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is one assignment, so what is there is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this process asks the store for.
    pub(crate) fn claim(&self) -> Claim {
        Claim {
            name: FLEET_LEASE,
            holder: self.holder,
            address: self.lock().address.clone(),
            lasting: LEASE,
        }
    }

    /// Where this process can be asked.
    pub(crate) fn advertise(&self, address: String) {
        self.lock().address = address;
    }

    /// The fleet, if it is counted here at `now`.
    pub(crate) fn owned(&self, now: Duration) -> Option<Owned> {
        self.lock().owned.as_ref().filter(|o| o.at(now)).cloned()
    }

    /// Whether the fleet is still counted here, and has been since `before` was taken.
    pub(crate) fn still(&self, before: &Owned, now: Duration) -> bool {
        let state = self.lock();
        let owned = state.owned.as_ref().filter(|owned| owned.at(now));
        owned.is_some_and(|owned| Arc::ptr_eq(&owned.fleet, &before.fleet))
    }

    /// The fleet for those who show it; one of nothing where another process counts.
    pub(crate) fn fleet(&self, now: Duration) -> Arc<Fleet> {
        self.owned(now)
            .map_or_else(|| Arc::clone(&self.nothing), |owned| owned.fleet)
    }

    /// The fencing number under which the fleet is or was counted here, if nobody else is known to have taken it.
    pub(crate) fn number(&self) -> Option<u64> {
        self.lock().owned.as_ref().and_then(|owned| owned.fencing)
    }

    /// What goes with a write of the fleet's progress: only while it is counted here.
    pub(crate) fn fence(&self, now: Duration) -> Option<Fence> {
        let number = self.owned(now)?.fencing?;
        Some(Fence {
            name: FLEET_LEASE,
            number,
        })
    }

    /// The number under which this process has a store that is its alone.
    pub(crate) fn numbered(&self, fencing: u64) {
        if let Some(owned) = &mut self.lock().owned {
            owned.fencing = Some(fencing);
        }
    }

    /// The fleet is counted here from the lease's beginning on.
    pub(crate) fn take(&self, fencing: u64, fleet: Fleet, additions: u64, lease: Range<Duration>) {
        let mut state = self.lock();
        state.owned = Some(Owned {
            fencing: Some(fencing),
            fleet: Arc::new(fleet),
            since: lease.start,
            until: Some(lease.end),
            additions,
        });
        state.heard = None;
        drop(state);
        self.changes.send_replace(());
    }

    /// The lease of that number lasts until then at least.
    pub(crate) fn keep(&self, fencing: u64, until: Duration) {
        let mut state = self.lock();
        let owned = state.owned.as_mut();
        if let Some(owned) = owned.filter(|owned| owned.fencing == Some(fencing)) {
            owned.until = Some(until);
        }
    }

    /// Everything that was added to the record up to that number is in the fleet.
    pub(crate) fn followed(&self, fleet: &Arc<Fleet>, additions: u64) {
        let mut state = self.lock();
        let owned = state.owned.as_mut();
        if let Some(owned) = owned.filter(|owned| Arc::ptr_eq(&owned.fleet, fleet)) {
            owned.additions = additions;
        }
    }

    /// The fleet is no longer counted here; false if it was not.
    pub(crate) fn lose(&self) -> bool {
        let lost = self.lock().owned.take().is_some();
        self.changes.send_replace(());
        lost
    }

    /// Notes a lease of another process, read after `before`; true if it is not the one that was known.
    pub(crate) fn hear(&self, lease: &Lease, before: Duration) -> bool {
        let heard = lease.is_held().then(|| Heard {
            fencing: lease.fencing,
            address: lease.address.clone(),
            until: before + lease.remaining,
        });
        let mut state = self.lock();
        let is_news = state.heard.as_ref().map(|known| known.fencing)
            != heard.as_ref().map(|heard| heard.fencing);
        state.heard = heard;
        drop(state);
        if is_news {
            self.changes.send_replace(());
        }
        is_news
    }

    /// The owner, if it is another process and its lease lasts at `now`.
    pub(super) fn owner(&self, now: Duration) -> Option<Heard> {
        let state = self.lock();
        state.heard.clone().filter(|heard| now < heard.until)
    }

    /// What part this process has at `now`.
    pub(crate) fn role(&self, now: Duration) -> Role {
        if let Some(owned) = self.owned(now) {
            return Role::Owner {
                fencing: owned.fencing,
            };
        }
        self.owner(now)
            .map_or(Role::Seeking, |heard| Role::Follower {
                fencing: heard.fencing,
                address: heard.address,
            })
    }

    /// Tells of changes from now on.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }
}
