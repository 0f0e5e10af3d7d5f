//! An agent as a whole: its worker and its connection, on one state folder.

use std::{path::Path, sync::Arc, time::Duration};

use landfall_core::{
    id::{ServerId, TenantId},
    model::Placement,
};
use landfall_protocol::InstanceId;
use tokio::sync::{mpsc, watch};
use tracing::warn;
use uuid::Uuid;

use crate::{
    AgentError, Backoff, Clock, FolderLock, Metrics, Stop,
    adapter::Adapter,
    clock::Clocks,
    decide::{Machine, Settings},
    link::{Address, Link, LinkState, MachineNetwork, Network},
    payloads::{PayloadFolder, Payloads, make_folder},
    state::{Digest, Found, PublicKey, Seat, State, StateFile},
    status::{Status, StatusFile},
    worker::{Keep, Standing, Worker},
};

/// How many things that have come may wait for the worker.
const WAITING: usize = 4;

/// Who this server is, as it was enrolled.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its number.
    pub server: ServerId,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its place.
    pub placement: Placement,
    /// What it shows when it connects.
    pub credential: String,
    /// The keys whose signatures it believes, by number.
    pub keys: Vec<(u64, PublicKey)>,
}

/// What an agent keeps on a disk, or elsewhere.
pub struct Kept {
    /// What was known when it was last stored.
    pub state: State,
    /// Where it is stored from now on.
    pub keep: Arc<dyn Keep>,
    /// Where payloads are kept.
    pub payloads: Arc<dyn Payloads>,
    /// Where the status is written, for people.
    pub status: Option<StatusFile>,
    /// Held as long as the agent lives.
    pub lock: Option<FolderLock>,
}

impl Kept {
    /// Everything in one folder, which is made if it is missing. It is locked: one agent works on it at a time.
    pub fn in_folder(folder: &Path) -> Result<Self, AgentError> {
        make_folder(folder).map_err(AgentError::file(folder))?;
        let lock = FolderLock::take(folder)?;
        let file = StateFile::in_folder(folder);
        let payloads = PayloadFolder::open(folder.join("payloads"))?;
        let mut state = match file.load()? {
            Found::State(state) => state,
            Found::Empty => State::empty(),
            Found::Damaged { moved_to, why } => {
                let file = moved_to.display();
                warn!(%file, why, "the state file was damaged and is set aside; the whole log is read again");
                State::empty()
            }
        };
        let there = payloads.names().map_err(AgentError::file(folder))?;
        if state.forget_missing(|digest| there.contains(&digest)) {
            warn!(
                "payloads that this server runs are not on its disk any more; the whole log is read again"
            );
        }
        Ok(Self {
            state,
            keep: Arc::new(file),
            payloads: Arc::new(payloads),
            status: Some(StatusFile::in_folder(folder)),
            lock: Some(lock),
        })
    }
}

/// What an agent is told by its configuration.
#[derive(Debug, Clone)]
pub struct AgentSettings {
    /// Who it is.
    pub identity: Identity,
    /// Where the control plane is.
    pub address: Address,
    /// How it decides.
    pub decide: Settings,
    /// Pauses between attempts to connect.
    pub connect: Backoff,
}

/// An agent that is about to run.
pub struct Agent {
    worker: Worker,
    link: Link,
    status: Option<StatusFile>,
    view: AgentView,
    clock: Arc<dyn Clock>,
    _lock: Option<FolderLock>,
}

/// A look at an agent from outside, for as long as it lives and after.
#[derive(Clone)]
pub struct AgentView {
    identity: Arc<Identity>,
    standing: watch::Receiver<Standing>,
    link: watch::Receiver<LinkState>,
    metrics: Arc<Metrics>,
    /// Whether its disk was empty when it started: then it is ready when it has caught up.
    empty_at_start: bool,
}

impl Agent {
    /// An agent with what it keeps and its data plane. `chance` draws pauses.
    pub fn new(
        settings: AgentSettings,
        mut kept: Kept,
        adapter: Arc<dyn Adapter>,
        clock: Arc<dyn Clock>,
        mut chance: fastrand::Rng,
    ) -> Self {
        let (tell, told) = mpsc::channel(WAITING);
        let metrics = Arc::new(Metrics::default());
        let seat = Seat {
            server: settings.identity.server,
            pop: settings.identity.placement.pop,
        };
        if kept.state.take_seat(seat) {
            warn!("this was another server, or in another POP; the whole log is read again");
        }
        let empty_at_start = kept.state.log.is_none();
        let mut decide = settings.decide;
        if !adapter.reloads() {
            decide.reload_every = Duration::ZERO;
        }
        let machine = Machine::new(kept.state, decide, chance.fork());
        let (shown, standing) = watch::channel(Standing {
            state: machine.state().clone(),
            ..Standing::default()
        });
        let (link, link_state) = watch::channel(LinkState::default());
        let view = AgentView {
            identity: Arc::new(settings.identity.clone()),
            standing: standing.clone(),
            link: link_state,
            metrics: metrics.clone(),
            empty_at_start,
        };
        let link = Link {
            network: Arc::new(MachineNetwork),
            address: settings.address,
            identity: settings.identity,
            instance: InstanceId(Uuid::new_v4()),
            adapter: (adapter.name().to_owned(), adapter.capabilities()),
            standing,
            told: tell,
            state: Arc::new(link),
            metrics: metrics.clone(),
            backoff: settings.connect,
            list_is_owed: false,
            chance,
        };
        let worker = Worker {
            machine,
            adapter,
            payloads: kept.payloads,
            keep: kept.keep,
            clocks: Clocks::starting_now(clock.clone()),
            told,
            standing: shown,
            metrics,
        };
        Self {
            worker,
            link,
            status: kept.status,
            view,
            clock,
            _lock: kept.lock,
        }
    }

    /// The same over another network than the machine's own.
    #[must_use]
    pub fn over(mut self, network: Arc<dyn Network>) -> Self {
        self.link.network = network;
        self
    }

    /// A look at it.
    pub fn view(&self) -> AgentView {
        self.view.clone()
    }

    /// Runs until it is stopped. What it keeps is whole at every instant, so that it may be killed as well.
    pub async fn run(self, stop: Stop) {
        let Self {
            worker,
            link,
            status,
            view,
            clock,
            _lock: lock,
        } = self;
        let showing = async {
            if let Some(file) = status {
                file.follow(view, clock, stop.clone()).await;
            }
        };
        tokio::join!(worker.run(stop.clone()), link.run(stop.clone()), showing);
        drop(lock);
    }
}

impl AgentView {
    /// Where it stands now.
    pub fn status(&self) -> Status {
        let (standing, link) = (self.standing.borrow().clone(), self.link.borrow().clone());
        Status::of(&self.identity, &standing, &link, self.empty_at_start)
    }

    /// Its metrics, in the text format.
    pub fn metrics(&self) -> String {
        let (standing, link) = (self.standing.borrow().clone(), self.link.borrow().clone());
        let ready = Status::is_ready(&standing, &link, self.empty_at_start);
        let head = link.head.map_or(0, |head| head.revision.0);
        self.metrics
            .standing(&standing, ready, link.connected, head);
        self.metrics.text()
    }

    /// Returns when something has changed; false when the agent is gone.
    pub async fn changed(&mut self) -> bool {
        tokio::select! {
            biased;
            changed = self.standing.changed() => changed.is_ok(),
            changed = self.link.changed() => changed.is_ok(),
        }
    }

    /// The names of payloads that it needs.
    pub fn payloads(&self) -> std::collections::BTreeSet<Digest> {
        self.standing.borrow().state.payloads()
    }
}
