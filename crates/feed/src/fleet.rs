//! The fleets of all tenants, and the locks around them.
//!
//! There are two kinds of lock: one around the directory (which log a server belongs to), held for a look-up, and one
//! around each log's servers, held for the steps that must be seen together. The directory's may be held while a log's is
//! taken, never the other way round.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use landfall_core::{
    id::{Cursor, Revision, ServerId, TenantId, Timestamp},
    model::{
        Environment, Exception, LogHead, Platform, Pop, Release, Server, ServerMembership,
        ServerProgress,
    },
    rules::counting::Rollout,
};

use crate::{
    Asked, Error, Heard, Hello, Landing, ListedPop, PopHealth, Propagation, Report, inventory,
    log_fleet::{LogFleet, LogKey},
};

/// How many servers are read under one lock when many are saved: others wait no longer than that takes.
const SAVED_AT_A_TIME: usize = 256;

/// Where every server of every tenant stands. Calls may come from any thread.
#[derive(Debug, Default)]
pub struct Fleet {
    directory: Mutex<Directory>,
}

type SharedLog = Arc<Mutex<LogFleet>>;

#[derive(Debug, Default)]
struct Directory {
    logs: BTreeMap<LogKey, SharedLog>,
    servers: HashMap<ServerId, SharedLog>,
    inventories: HashMap<TenantId, Arc<[ListedPop]>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A count that a panic left half made would be shown as the truth; better none.
    mutex
        .lock()
        .expect("no step under a lock of the fleet panics")
}

impl Directory {
    fn log(&mut self, key: LogKey) -> SharedLog {
        let log = self.logs.entry(key.clone());
        log.or_insert_with(|| Arc::new(Mutex::new(LogFleet::new(key))))
            .clone()
    }

    fn inventory(&self, tenant: &TenantId) -> Arc<[ListedPop]> {
        let known = self.inventories.get(tenant).cloned();
        known.unwrap_or_else(|| Arc::new([]))
    }

    fn enrol(&mut self, server: Server) -> Result<(), Error> {
        let id = server.id;
        if self.servers.contains_key(&id) {
            return Err(Error::AlreadyEnrolled(id));
        }
        let inventory = self.inventory(&server.tenant);
        let log = self.log(LogKey {
            tenant: server.tenant.clone(),
            platform: server.placement.platform,
            environment: server.placement.environment,
        });
        locked(&log).add(server, &inventory)?;
        self.servers.insert(id, log);
        Ok(())
    }
}

impl Fleet {
    /// The fleets as the record has them. Removed servers are passed over, and exceptions of servers that are not there.
    /// What a server's row says is counted again at once, but nothing more until the server is heard of.
    pub fn new(
        logs: Vec<LogHead>,
        pops: Vec<Pop>,
        servers: Vec<Server>,
        exceptions: Vec<Exception>,
    ) -> Result<Self, Error> {
        let mut directory = Directory::default();
        let mut inventories: HashMap<TenantId, Vec<Pop>> = HashMap::new();
        for pop in pops {
            inventories.entry(pop.tenant.clone()).or_default().push(pop);
        }
        directory.inventories = (inventories.into_iter())
            .map(|(tenant, pops)| (tenant, inventory::listed(pops)))
            .collect();
        for head in logs {
            locked(&directory.log(key_of(&head))).head_moved(&head);
        }
        for server in servers {
            if server.membership != ServerMembership::Removed {
                directory.enrol(server)?;
            }
        }
        for exception in exceptions {
            if let Some(log) = directory.servers.get(&exception.server) {
                locked(log).add_exception(exception.server, &exception.slot, exception.running);
            }
        }
        Ok(Self {
            directory: Mutex::new(directory),
        })
    }

    /// How far the generation with these `releases` has landed on the servers of a platform and environment: one
    /// consistent snapshot of this instant. Releases of another log than the present one have landed nowhere.
    pub fn propagation(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
        releases: &[Release],
    ) -> Propagation {
        let rollout = Rollout::new(releases);
        self.log(tenant, platform, environment)
            .map(|log| locked(&log).propagation(rollout.as_ref()))
            .unwrap_or_default()
    }

    /// How far the generation with these `releases` has got on the servers of a platform and environment, told in full:
    /// one consistent snapshot of this instant. A walk over all servers of that fleet; [`Fleet::propagation`] is for
    /// whoever asks often. Why changes failed the fleet does not know.
    pub fn landing(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
        releases: &[Release],
        asked: Asked,
    ) -> Landing {
        let rollout = Rollout::new(releases);
        self.log(tenant, platform, environment)
            .map(|log| locked(&log).landing(rollout.as_ref(), asked))
            .unwrap_or_default()
    }

    /// Where a log ends, as known here: the cursor of a server to which nothing is owed. None for a fleet without servers
    /// that nothing was ever handed over to.
    pub fn head(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Option<Cursor> {
        let log = self.log(tenant, platform, environment)?;
        Some(locked(&log).head())
    }

    /// A server connects. Look at [`Heard::lowered`] before answering.
    pub fn hello(&self, server: ServerId, hello: &Hello) -> Result<Heard, Error> {
        let log = self.log_of(server)?;
        locked(&log).hello(server, hello)
    }

    /// A connected server reports what it has applied. Look at [`Heard::lowered`] before answering.
    pub fn report(&self, server: ServerId, report: &Report) -> Result<Heard, Error> {
        let log = self.log_of(server)?;
        locked(&log).report(server, report)
    }

    /// A connected server has received everything up to this cursor; what comes of it, it says later.
    pub fn received(&self, server: ServerId, cursor: Cursor) -> Result<(), Error> {
        let log = self.log_of(server)?;
        locked(&log).received(server, cursor)
    }

    /// A server was heard of, without news.
    pub fn heartbeat(&self, server: ServerId, at: Timestamp) -> Result<(), Error> {
        let log = self.log_of(server)?;
        locked(&log).heartbeat(server, at)
    }

    /// A log has grown, has begun a new epoch, or is a new one; say so after the commit. Words may come in any order: one
    /// of a lower epoch, or of a lower head in the same epoch, changes nothing. In a new epoch nothing is counted that was
    /// confirmed in another one, and in a new log nothing that a server has of the old one.
    pub fn head_moved(&self, head: &LogHead) {
        let log = locked(&self.directory).log(key_of(head));
        locked(&log).head_moved(head);
    }

    /// Entries of a log up to `through` are about to be compacted; say so before. Servers that are not past them are
    /// counted as catching up, for they will not get every entry.
    pub fn compacted(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
        through: Revision,
    ) {
        if let Some(log) = self.log(tenant, platform, environment) {
            locked(&log).compacted(through);
        }
    }

    /// Adds a server, usually a joining one. One that moves to another POP, platform or environment is removed first.
    pub fn enrol(&self, server: Server) -> Result<(), Error> {
        locked(&self.directory).enrol(server)
    }

    /// Takes note of a slot in which a server runs something else than its cursor says, as the record has it. A server that
    /// is not there is passed over.
    pub fn recall(&self, exception: &Exception) {
        if let Ok(log) = self.log_of(exception.server) {
            locked(&log).add_exception(exception.server, &exception.slot, exception.running);
        }
    }

    /// Adds a POP, or changes the one of the same id. Names of other POPs in the same place may change with it.
    pub fn put_pop(&self, pop: Pop) {
        let mut directory = locked(&self.directory);
        let tenant = pop.tenant.clone();
        let inventory = inventory::with(&directory.inventory(&tenant), pop);
        for (_, log) in directory
            .logs
            .iter()
            .filter(|(key, _)| key.tenant == tenant)
        {
            locked(log).arrange(&inventory);
        }
        directory.inventories.insert(tenant, inventory);
    }

    /// Adds the POPs, servers and exceptions of these that are not here yet, and takes over changes of POPs: what others have
    /// written to the record since it was read. Servers that are here know better than the record how far they have got.
    /// Gives how many servers were added.
    pub fn add_recorded(
        &self,
        pops: Vec<Pop>,
        servers: Vec<Server>,
        exceptions: &[Exception],
    ) -> Result<usize, Error> {
        for pop in pops {
            let known = self.pops(&pop.tenant);
            if !known.iter().any(|listed| listed.pop == pop) {
                self.put_pop(pop);
            }
        }
        let mut added = HashSet::new();
        let mut directory = locked(&self.directory);
        for server in servers {
            let (id, gone) = (server.id, server.membership == ServerMembership::Removed);
            if !gone && !directory.servers.contains_key(&id) {
                directory.enrol(server)?;
                added.insert(id);
            }
        }
        let ours = exceptions.iter().filter(|one| added.contains(&one.server));
        for exception in ours {
            if let Some(log) = directory.servers.get(&exception.server) {
                locked(log).add_exception(exception.server, &exception.slot, exception.running);
            }
        }
        Ok(added.len())
    }

    /// Drains a server, puts a drained one back (`Counted`) or removes one. Gives what it is now: a server that is put
    /// back joins like a new one and is counted when it is at the head of its log, which may be at once.
    pub fn set_membership(
        &self,
        server: ServerId,
        membership: ServerMembership,
    ) -> Result<ServerMembership, Error> {
        let mut directory = locked(&self.directory);
        let log = directory.servers.get(&server).cloned();
        let log = log.ok_or(Error::UnknownServer(server))?;
        let now = locked(&log).set_membership(server, membership)?;
        if now == ServerMembership::Removed {
            directory.servers.remove(&server);
        }
        Ok(now)
    }

    /// What has changed since it was last handed out, for the record: a server that joined, cursors, exceptions, and, at
    /// most once a minute for each server, when it was heard of. Save in the order in which it is handed out; a server's
    /// membership may only turn from joining to counted by it, since an operator may have drained the server meanwhile.
    /// What cannot be saved goes back with [`Fleet::mark_dirty`].
    pub fn drain_dirty(&self) -> Vec<ServerProgress> {
        let mut all = Vec::new();
        for log in self.logs() {
            let waiting = locked(&log).take_dirty();
            for some in waiting.chunks(SAVED_AT_A_TIME) {
                locked(&log).read_dirty(some, &mut all);
            }
        }
        all
    }

    /// These servers have to be saved still. Those that have gone are passed over.
    pub fn mark_dirty(&self, servers: impl IntoIterator<Item = ServerId>) {
        for server in servers {
            if let Ok(log) = self.log_of(server) {
                locked(&log).mark_dirty(server);
            }
        }
    }

    /// What there is to save of one server at this moment; none for one that is not there.
    pub fn progress(&self, server: ServerId) -> Option<ServerProgress> {
        let log = self.log_of(server).ok()?;
        locked(&log).progress(server)
    }

    /// One server; none for one that is not there.
    pub fn server(&self, server: ServerId) -> Option<Server> {
        let log = self.log_of(server).ok()?;
        locked(&log).server(server)
    }

    /// All servers of a tenant, ordered by id. Each POP's are of one instant.
    pub fn servers(&self, tenant: &TenantId) -> Vec<Server> {
        let mut all = Vec::new();
        for log in self.logs_of(tenant) {
            let pops = locked(&log).pop_count();
            for pop in 0..pops {
                locked(&log).servers_of(pop, &mut all);
            }
        }
        all.sort_unstable_by_key(|server| server.id);
        all
    }

    /// A tenant's POPs in the order in which answers list them, with their printed names.
    pub fn pops(&self, tenant: &TenantId) -> Arc<[ListedPop]> {
        locked(&self.directory).inventory(tenant)
    }

    /// The servers of each POP by membership and health at `now`, for every platform and environment that has some there.
    pub fn health(&self, now: Timestamp) -> Vec<PopHealth> {
        Self::health_of(self.logs(), now)
    }

    /// The same of a tenant alone.
    pub fn tenant_health(&self, tenant: &TenantId, now: Timestamp) -> Vec<PopHealth> {
        Self::health_of(self.logs_of(tenant), now)
    }

    fn health_of(logs: Vec<SharedLog>, now: Timestamp) -> Vec<PopHealth> {
        let mut all = Vec::new();
        for log in logs {
            let pops = locked(&log).pop_count();
            all.extend((0..pops).filter_map(|pop| locked(&log).health(pop, now)));
        }
        all
    }

    fn log_of(&self, server: ServerId) -> Result<SharedLog, Error> {
        let log = locked(&self.directory).servers.get(&server).cloned();
        log.ok_or(Error::UnknownServer(server))
    }

    fn log(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Option<SharedLog> {
        let key = LogKey {
            tenant: tenant.clone(),
            platform,
            environment,
        };
        locked(&self.directory).logs.get(&key).cloned()
    }

    fn logs(&self) -> Vec<SharedLog> {
        locked(&self.directory).logs.values().cloned().collect()
    }

    fn logs_of(&self, tenant: &TenantId) -> Vec<SharedLog> {
        let directory = locked(&self.directory);
        let logs = directory.logs.iter();
        logs.filter(|(key, _)| key.tenant == *tenant)
            .map(|(_, log)| log.clone())
            .collect()
    }
}

fn key_of(head: &LogHead) -> LogKey {
    LogKey {
        tenant: head.tenant.clone(),
        platform: head.platform,
        environment: head.environment,
    }
}
