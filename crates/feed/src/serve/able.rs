//! What the servers of a fleet say they can do. It is rebuilt from hellos: nothing of it is in the record. What a server said counts
//! while it is away too, until it says something else or leaves the fleet.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use landfall_core::id::ServerId;

use super::Adapter;
use crate::LogKey;

/// What servers have said of themselves, fleet by fleet.
#[derive(Debug, Default)]
pub(super) struct Able {
    fleets: Mutex<HashMap<LogKey, Fleet>>,
}

#[derive(Debug, Default)]
struct Fleet {
    servers: HashMap<ServerId, Arc<Adapter>>,
    /// How many servers have each adapter, so that nobody who asks walks over all servers.
    counts: HashMap<Arc<Adapter>, u64>,
}

impl Fleet {
    fn forget(&mut self, server: ServerId) {
        let Some(adapter) = self.servers.remove(&server) else {
            return;
        };
        if let Some(count) = self.counts.get_mut(&adapter) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&adapter);
            }
        }
    }
}

impl Able {
    fn lock(&self) -> MutexGuard<'_, HashMap<LogKey, Fleet>> {
        // A panic between the two maps would come from a failed allocation, which ends the process.
        self.fleets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A server of that fleet has said what it has.
    pub(super) fn note(&self, key: LogKey, server: ServerId, adapter: Arc<Adapter>) {
        let mut fleets = self.lock();
        let fleet = fleets.entry(key).or_default();
        fleet.forget(server);
        *fleet.counts.entry(Arc::clone(&adapter)).or_default() += 1;
        fleet.servers.insert(server, adapter);
    }

    /// A server has left.
    pub(super) fn forget(&self, server: ServerId) {
        for fleet in self.lock().values_mut() {
            fleet.forget(server);
        }
    }

    /// The adapters of a fleet, and how many servers have each.
    pub(super) fn of(&self, key: &LogKey) -> Vec<(Arc<Adapter>, u64)> {
        let fleets = self.lock();
        let counts = fleets.get(key).into_iter().flat_map(|fleet| &fleet.counts);
        counts
            .map(|(adapter, count)| (Arc::clone(adapter), *count))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::model::{Environment, Platform};

    use super::*;

    fn key(environment: Environment) -> LogKey {
        LogKey {
            tenant: "acme".parse().unwrap(),
            platform: Platform::Adn,
            environment,
        }
    }

    fn adapter(types: &[&str]) -> Arc<Adapter> {
        Arc::new(Adapter {
            name: "files".to_owned(),
            capabilities: types.iter().map(|&one| one.to_owned()).collect(),
            program: "1".to_owned(),
        })
    }

    #[test]
    fn the_last_word_of_each_server_counts_until_it_leaves() {
        let (able, production) = (Able::default(), key(Environment::Production));
        assert_eq!(able.of(&production), []);
        able.note(production.clone(), ServerId(1), adapter(&["a"]));
        able.note(production.clone(), ServerId(2), adapter(&["a"]));
        able.note(production.clone(), ServerId(2), adapter(&["a", "b"]));
        able.note(key(Environment::Staging), ServerId(3), adapter(&["c"]));
        let mut groups = able.of(&production);
        groups.sort_by_key(|(adapter, _)| adapter.capabilities.len());
        assert_eq!(groups, [(adapter(&["a"]), 1), (adapter(&["a", "b"]), 1)]);
        able.forget(ServerId(1));
        able.forget(ServerId(4));
        assert_eq!(able.of(&production), [(adapter(&["a", "b"]), 1)]);
        able.forget(ServerId(2));
        assert_eq!(able.of(&production), []);
    }
}
