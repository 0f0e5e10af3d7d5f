//! All servers of a process.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use landfall_agent::{Secured, Stop, Stopper};
use landfall_core::id::{AccountNumber, ServerId};
use landfall_protocol::{InstanceId, ReadyKeys};
use tokio::{
    net::lookup_host,
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, timeout},
};
use tracing::error;
use uuid::Uuid;

use crate::{
    Counts, Folder, Kept, Settings, SimulateError,
    counts::{Cell, Totals, counts},
    keep::Journal,
    raise_descriptors,
    server::Server,
};

/// How long servers get to close their streams.
const CLOSING: Duration = Duration::from_secs(3);

/// What all servers of a process have in common.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) secured: Secured,
    pub(crate) targets: Vec<SocketAddr>,
    pub(crate) dialling: Semaphore,
    pub(crate) cells: Arc<[Cell]>,
    pub(crate) totals: Totals,
    /// What makes checking signatures quicker; each server checks for itself.
    pub(crate) ready: Arc<ReadyKeys>,
    pub(crate) journal: Journal,
    problem: Mutex<Option<String>>,
    /// When the next server may apply something, if they take turns.
    turn: Mutex<Instant>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Why an account fails on a server; none where it does not.
    pub(crate) fn fault(&self, server: ServerId, slot: &AccountNumber) -> Option<String> {
        let mut faults = self.settings.faults.iter();
        let fault = faults.find(|fault| fault.hits(server, slot));
        fault.map(|fault| fault.reason.clone())
    }

    pub(crate) fn set_problem(&self, problem: String) {
        *locked(&self.problem) = Some(problem);
    }

    /// Why nothing can be kept, if that is so.
    pub(crate) fn trouble(&self) -> Option<Arc<str>> {
        self.journal.trouble()
    }

    /// When it is the turn of the one who asks; none for at once.
    pub(crate) fn turn(&self) -> Option<Instant> {
        let rate = self.settings.rate?;
        let mut turn = locked(&self.turn);
        let ours = (*turn).max(Instant::now());
        *turn = ours + Duration::from_secs(1) / rate.get();
        Some(ours)
    }
}

/// Servers that run. They end when this is dropped, without a word; [`Simulation::stop`] ends them in good order.
pub struct Simulation {
    shared: Arc<Shared>,
    stopper: Stopper,
    tasks: JoinSet<()>,
}

impl Simulation {
    /// Starts the servers of a folder, and keeps there what they confirm. They dial at once, as many at a time as the settings
    /// allow. Needs a tokio runtime.
    pub async fn start(settings: Settings, folder: Folder) -> Result<Self, SimulateError> {
        let (mut servers, written, lock) = folder.into_parts();
        servers.truncate(settings.servers.unwrap_or(usize::MAX));
        raise_descriptors(servers.len())?;
        let secured = Secured::new(&settings.address).map_err(SimulateError::Address)?;
        let address = &settings.address;
        let targets = lookup_host((address.host.as_str(), address.port)).await;
        let targets: Vec<_> = targets
            .map_err(|error| SimulateError::Address(format!("{address}: {error}")))?
            .collect();
        let cells: Arc<[Cell]> = servers.iter().map(|_| Cell::default()).collect();
        let path = written.path().to_owned();
        let journal = Journal::start(written, lock, Arc::clone(&cells));
        let journal = journal.map_err(SimulateError::file(&path))?;
        let shared = Arc::new(Shared {
            secured,
            targets,
            dialling: Semaphore::new(settings.dialling.max(1)),
            cells,
            totals: Totals::default(),
            ready: Arc::default(),
            journal,
            problem: Mutex::default(),
            turn: Mutex::new(Instant::now()),
            settings,
        });
        let (stopper, stop) = Stopper::pair();
        let tasks = spawn_all(&shared, servers, &stop);
        Ok(Self {
            shared,
            stopper,
            tasks,
        })
    }

    /// What the servers have done, and where they stand.
    pub fn counts(&self) -> Counts {
        let problem = locked(&self.shared.problem).clone();
        counts(&self.shared.cells, &self.shared.totals, problem)
    }

    /// Closes all streams. What was applied is kept, and confirmed when the servers come back.
    pub async fn stop(mut self) {
        self.stopper.stop();
        let ended = async {
            while let Some(ended) = self.tasks.join_next().await {
                if let Err(error) = ended {
                    error!(%error, "a simulated server broke off");
                }
            }
        };
        // Whoever does not take its goodbye is left.
        let _ = timeout(CLOSING, ended).await;
        self.tasks.shutdown().await;
        // The journal ends with the last who holds it, and writes what is left: not on a thread of the runtime.
        let shared = self.shared;
        let _ = tokio::task::spawn_blocking(move || drop(shared)).await;
    }
}

fn spawn_all(shared: &Arc<Shared>, servers: Vec<Kept>, stop: &Stop) -> JoinSet<()> {
    let mut chance = fastrand::Rng::new();
    let mut tasks = JoinSet::new();
    for (index, kept) in servers.into_iter().enumerate() {
        let server = Server {
            index,
            shared: Arc::clone(shared),
            identity: kept.identity,
            state: kept.state,
            instance: InstanceId(Uuid::new_v4()),
            chance: chance.fork(),
            submitted: 0,
            retry_at: None,
            retries: 0,
        };
        tasks.spawn(server.run(stop.clone()));
    }
    tasks
}
