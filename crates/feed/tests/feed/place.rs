//! A feed on the loopback, with a fleet of some servers, and agents that connect to it.

use std::sync::{Arc, Mutex, OnceLock};

use landfall_core::{
    id::{
        Cursor, DeployRequestId, Epoch, Generation, PopId, Revision, ServerId, TenantId, Timestamp,
    },
    model::{Environment, Placement, Platform, Pop, Release, Server, ServerMembership},
};
use landfall_feed::{
    Asked, Fleet, LogKey, Propagation,
    serve::{Admitted, Feed, FeedSettings},
    testing::MemoryLog,
};
use landfall_protocol::sign;
use ring::signature::Ed25519KeyPair;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

use crate::{agent::Agent, host::TestHost};

pub(crate) fn tenant() -> TenantId {
    "acmepaymentscorp".parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000)
}

pub(crate) fn key() -> LogKey {
    LogKey {
        tenant: tenant(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(crate) fn signing_key() -> Arc<Ed25519KeyPair> {
    static KEY: OnceLock<Arc<Ed25519KeyPair>> = OnceLock::new();
    let made = || Arc::new(Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap());
    Arc::clone(KEY.get_or_init(made))
}

pub(crate) fn at(epoch: u32, revision: u64) -> Cursor {
    Cursor {
        epoch: Epoch(epoch),
        revision: Revision(revision),
    }
}

/// The POP of a server: 1 for odd numbers, 2 for even ones.
pub(crate) fn placement(server: u64) -> Placement {
    Placement {
        pop: PopId(2 - server % 2),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

fn server(id: u64) -> Server {
    Server {
        id: ServerId(id),
        tenant: tenant(),
        name: format!("edge-{id}"),
        placement: placement(id),
        membership: ServerMembership::Joining,
        cursor: Cursor::default(),
        counted: Cursor::default(),
        last_seen_at: None,
    }
}

fn pop(id: u64) -> Pop {
    Pop {
        id: PopId(id),
        tenant: tenant(),
        region: "Europe".into(),
        place: format!("Place {id}"),
        code: "ABC".into(),
        latitude: 0.0,
        longitude: 0.0,
        position: u32::try_from(id).unwrap(),
    }
}

/// Where the tests happen.
pub(crate) struct TestPlace {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) host: Arc<TestHost>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) feed: Feed,
    listener: TcpListener,
}

impl TestPlace {
    /// With servers 1 to `servers`.
    pub(crate) async fn new(servers: u64) -> Self {
        Self::with(servers, FeedSettings::default()).await
    }

    pub(crate) async fn with(servers: u64, settings: FeedSettings) -> Self {
        let all = (1..=servers).map(server).collect();
        let fleet = Fleet::new(Vec::new(), vec![pop(1), pop(2)], all, Vec::new());
        let fleet = Arc::new(fleet.unwrap());
        let key = signing_key();
        let log = Arc::new(MemoryLog::new(self::key(), move |change| {
            sign(change, &key)
        }));
        let host = Arc::new(TestHost {
            log: Arc::clone(&log),
            fleet: Mutex::new(Some(Arc::clone(&fleet))),
            saved: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            saving: watch::Sender::new(0),
        });
        let feed = Feed::new(Arc::clone(&log) as _, Arc::clone(&host) as _, settings);
        Self {
            log,
            host,
            fleet,
            feed,
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
        }
    }

    /// A socket whose other end the feed serves as a server's.
    pub(crate) async fn socket(&self, server: u64) -> TcpStream {
        let address = self.listener.local_addr().unwrap();
        let (ours, theirs) = tokio::join!(TcpStream::connect(address), self.listener.accept());
        let (theirs, _) = theirs.unwrap();
        theirs.set_nodelay(true).unwrap();
        let feed = self.feed.clone();
        let admitted = admitted(server);
        tokio::spawn(async move { feed.serve(theirs, &[], admitted).await });
        let ours = ours.unwrap();
        ours.set_nodelay(true).unwrap();
        ours
    }

    /// An agent that has said nothing yet.
    pub(crate) async fn agent(&self, server: u64) -> Agent<TcpStream> {
        Agent::new(self.socket(server).await, server)
    }

    /// An agent with an empty disk that has been welcomed and has got to the head.
    pub(crate) async fn joined(&self, server: u64) -> Agent<TcpStream> {
        let mut agent = self.agent(server).await;
        agent.join().await;
        agent
    }

    /// Says that the log has grown.
    pub(crate) fn publish(&self) {
        self.feed.head_moved(&key());
    }

    /// How far what stands at that revision has landed.
    pub(crate) fn propagation(&self, slot: u64, revision: Revision) -> Propagation {
        let (key, release) = (key(), self.release(slot, revision));
        (self.fleet).propagation(&key.tenant, key.platform, key.environment, &[release])
    }

    /// How many servers have received it, whatever came of it.
    pub(crate) fn received(&self, slot: u64, revision: Revision) -> u64 {
        let (key, release) = (key(), self.release(slot, revision));
        let landing = self.fleet.landing(
            &key.tenant,
            key.platform,
            key.environment,
            &[release],
            Asked {
                now: now(),
                handed_over_at: now(),
                newly_read: true,
            },
        );
        landing.all().received
    }

    fn release(&self, slot: u64, revision: Revision) -> Release {
        Release {
            request: DeployRequestId(123_456),
            generation: Generation(revision.0),
            log: self.log.state().id,
            slot: landfall_core::id::AccountNumber::from_value(slot),
            revision,
            pops: None,
            rolled_back_at: None,
        }
    }

    /// How many servers have landed it, of how many.
    pub(crate) fn landed(&self, slot: u64, revision: Revision) -> (u64, u64) {
        let propagation = self.propagation(slot, revision);
        (propagation.done(), propagation.all())
    }
}

pub(crate) fn admitted(server: u64) -> Admitted {
    Admitted {
        server: ServerId(server),
        tenant: tenant(),
        placement: placement(server),
    }
}
