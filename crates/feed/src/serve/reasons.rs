//! Why changes failed, as servers say it: for people who look at a server. The fleet counts without them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use landfall_core::id::{AccountNumber, ServerId};

/// Reasons that are kept at most. Beyond that new ones are not taken, and their exceptions have none.
const MOST: usize = 200_000;

/// The reasons of all servers' exceptions.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    all: Mutex<All>,
}

#[derive(Debug, Default)]
struct All {
    servers: HashMap<ServerId, HashMap<AccountNumber, Box<str>>>,
    count: usize,
}

impl Reasons {
    fn lock(&self) -> MutexGuard<'_, All> {
        // The count may be wrong after a panic; it bounds memory and nothing else.
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over all of a server's.
    pub(super) fn replace<'a>(
        &self,
        server: ServerId,
        reasons: impl Iterator<Item = (&'a AccountNumber, &'a str)>,
    ) {
        let mut all = self.lock();
        let gone = all.servers.remove(&server).map_or(0, |old| old.len());
        all.count -= gone.min(all.count);
        for (slot, reason) in reasons {
            all.set(server, slot, reason);
        }
    }

    /// Takes over one; an empty one is none.
    pub(super) fn set(&self, server: ServerId, slot: &AccountNumber, reason: &str) {
        self.lock().set(server, slot, reason);
    }

    /// Why a change of a slot failed on a server; none if it has said nothing of it.
    pub(super) fn one(&self, server: ServerId, slot: &AccountNumber) -> Option<String> {
        let all = self.lock();
        let reason = all.servers.get(&server)?.get(slot)?;
        Some(reason.to_string())
    }

    /// The reasons of a server's exceptions, ordered by slot.
    pub(super) fn of(&self, server: ServerId) -> Vec<(AccountNumber, String)> {
        let all = self.lock();
        let own = all.servers.get(&server).into_iter().flatten();
        let mut own: Vec<_> = own
            .map(|(slot, reason)| (slot.clone(), reason.to_string()))
            .collect();
        drop(all);
        own.sort_unstable_by(|one, other| one.0.as_str().cmp(other.0.as_str()));
        own
    }
}

impl All {
    fn set(&mut self, server: ServerId, slot: &AccountNumber, reason: &str) {
        if reason.is_empty() {
            if let Some(own) = self.servers.get_mut(&server) {
                self.count -= usize::from(own.remove(slot).is_some()).min(self.count);
                if own.is_empty() {
                    self.servers.remove(&server);
                }
            }
        } else if self.count < MOST {
            let own = self.servers.entry(server).or_default();
            let new = own.insert(slot.clone(), reason.into()).is_none();
            self.count += usize::from(new);
        }
    }
}
