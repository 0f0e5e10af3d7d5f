//! A control plane on the loopback: it answers the upgraded request as the product does and serves the stream with the real
//! feed over a real fleet.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use landfall_agent::{Address, Backoff, Identity, Security, decide::Settings};
use landfall_core::{
    id::{
        AccountNumber, Cursor, DeployRequestId, Generation, PopId, Revision, ServerId, Timestamp,
    },
    model::{Environment, Placement, Platform, Pop, Release, Server, ServerMembership},
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Admitted, Feed, FeedSettings},
    testing::MemoryLog,
};
use landfall_protocol::{Change, handshake, sign};
use ring::signature::{Ed25519KeyPair, KeyPair};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::{AbortHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use crate::host::TestHost;

/// Nothing here takes that long; a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
/// The servers, each with its POP and its credential.
const SERVERS: [(ServerId, PopId, &str); 2] = [
    (ServerId(1), PopId(1), "a-credential-of-server-1"),
    (ServerId(2), PopId(2), "a-credential-of-server-2"),
];

pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000)
}

pub(crate) fn key() -> LogKey {
    LogKey {
        tenant: "acmepaymentscorp".parse().unwrap(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(crate) fn signing_key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn placement(pop: PopId) -> Placement {
    Placement {
        pop,
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(crate) fn identity() -> Identity {
    identity_of(ServerId(1))
}

pub(crate) fn identity_of(server: ServerId) -> Identity {
    let public = signing_key(7).public_key().as_ref().try_into().unwrap();
    let (_, pop, credential) = SERVERS.into_iter().find(|(id, ..)| *id == server).unwrap();
    Identity {
        server,
        tenant: key().tenant,
        placement: placement(pop),
        credential: credential.to_owned(),
        keys: vec![(1, public)],
    }
}

/// As in the product, but quick.
pub(crate) fn quick() -> (Settings, Backoff) {
    let pause = |first, longest| Backoff {
        first: Duration::from_millis(first),
        longest: Duration::from_millis(longest),
    };
    let settings = Settings {
        reload_every: Duration::from_millis(5),
        slot: pause(20, 50),
        server: pause(20, 50),
        ..Settings::default()
    };
    (settings, pause(5, 50))
}

fn pop(id: PopId) -> Pop {
    Pop {
        id,
        tenant: key().tenant,
        region: "Europe".into(),
        place: format!("Place {id}"),
        code: "ABC".into(),
        latitude: 0.0,
        longitude: 0.0,
        position: 1,
    }
}

fn server(id: ServerId, pop: PopId) -> Server {
    Server {
        id,
        tenant: key().tenant,
        name: format!("edge-{id}"),
        placement: placement(pop),
        membership: ServerMembership::Joining,
        cursor: Cursor::default(),
        counted: Cursor::default(),
        last_seen_at: None,
    }
}

pub(crate) struct ControlPlane {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) feed: Feed,
    pub(crate) address: SocketAddr,
    streams: Arc<Mutex<Vec<AbortHandle>>>,
    _serving: JoinSet<()>,
}

impl ControlPlane {
    pub(crate) async fn new() -> Self {
        Self::with(None).await
    }

    pub(crate) async fn with(tls: Option<TlsAcceptor>) -> Self {
        let pops = SERVERS.iter().map(|(_, id, _)| pop(*id));
        let servers = SERVERS.iter().map(|(id, pop, _)| server(*id, *pop));
        let fleet = Fleet::new(Vec::new(), pops.collect(), servers.collect(), Vec::new());
        let log = MemoryLog::new(key(), |change| sign(change, &signing_key(7)));
        let (fleet, log) = (Arc::new(fleet.unwrap()), Arc::new(log));
        let host = TestHost {
            log: log.clone(),
            fleet: fleet.clone(),
        };
        let settings = FeedSettings {
            poll: Duration::from_millis(20),
            ..FeedSettings::default()
        };
        let feed = Feed::new(log.clone(), Arc::new(host), settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let streams: Arc<Mutex<Vec<AbortHandle>>> = Arc::default();
        let mut serving = JoinSet::new();
        let (served, cuttable) = (feed.clone(), streams.clone());
        serving.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (feed, tls) = (served.clone(), tls.clone());
                let handle = open.spawn(async move {
                    match tls {
                        None => answer(feed, stream).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                answer(feed, stream).await;
                            }
                        }
                    }
                });
                cuttable.lock().unwrap().push(handle);
            }
        });
        Self {
            log,
            fleet,
            feed,
            address,
            streams,
            _serving: serving,
        }
    }

    pub(crate) fn address(&self) -> Address {
        Address {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            security: Security::Plain,
        }
    }

    /// Cuts all connections without a word.
    pub(crate) fn cut(&self) {
        for stream in self.streams.lock().unwrap().drain(..) {
            stream.abort();
        }
    }

    /// Hands over a document, or its end, and lets the feed know.
    pub(crate) fn hand_over(&self, slot: u64, document: Option<&str>) -> Revision {
        let revision = self.append(slot, document, |_| {});
        self.feed.head_moved(&key());
        revision
    }

    /// Appends a document, or its end, and says nothing; `spoil` may do anything to the entry when it is signed.
    pub(crate) fn append(
        &self,
        slot: u64,
        document: Option<&str>,
        spoil: impl FnOnce(&mut Change),
    ) -> Revision {
        let payload = document.map(packed);
        self.log.append_then(slot, None, payload, spoil)
    }

    /// Whether the server is counted as running what stands at that revision, and whether it is counted at all.
    pub(crate) fn has_landed(&self, slot: u64, revision: Revision) -> (bool, bool) {
        let release = Release {
            request: DeployRequestId(1),
            generation: Generation(revision.0),
            log: self.log.state().id,
            slot: AccountNumber::from_value(slot),
            revision,
            pops: None,
            rolled_back_at: None,
        };
        let key = key();
        let counted =
            (self.fleet).propagation(&key.tenant, key.platform, key.environment, &[release]);
        (counted.done() == 1, counted.all() == 1)
    }

    /// Waits until it is so counted.
    pub(crate) async fn lands(&self, slot: u64, revision: Revision) {
        self.until("a change has landed", || {
            self.has_landed(slot, revision) == (true, true)
        })
        .await;
    }

    /// Why the change of a slot failed, as the server said.
    pub(crate) fn reason(&self, slot: u64) -> Option<String> {
        let slot = AccountNumber::from_value(slot);
        let reasons = self.feed.reasons(ServerId(1));
        reasons
            .into_iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, reason)| reason)
    }

    /// Why the server is stuck, as it said.
    pub(crate) fn trouble(&self) -> String {
        let connected = self.feed.connected(ServerId(1));
        connected.map_or_else(String::new, |connected| connected.trouble)
    }

    pub(crate) async fn until(&self, what: &str, condition: impl FnMut() -> bool) {
        until(what, condition).await;
    }
}

/// A document as it travels.
pub(crate) fn packed(document: &str) -> Vec<u8> {
    zstd::bulk::compress(document.as_bytes(), 3).unwrap()
}

/// Waits for a condition, looking again and again.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "never: {what}");
}

/// Answers the request and serves the stream.
async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send>(feed: Feed, mut stream: S) {
    let mut bytes = Vec::new();
    let (length, key, admitted) = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        let Ok(httparse::Status::Complete(length)) = request.parse(&bytes) else {
            continue;
        };
        assert_eq!(
            (request.method, request.path),
            (Some("GET"), Some(handshake::PATH))
        );
        let header = |name: &str| {
            let found = request
                .headers
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case(name));
            String::from_utf8(found.unwrap().value.to_vec()).unwrap()
        };
        assert_eq!(
            header("sec-websocket-version"),
            handshake::WEBSOCKET_VERSION
        );
        assert_eq!(header("sec-websocket-protocol"), handshake::SUBPROTOCOL);
        assert!(handshake::is_key(&header("sec-websocket-key")));
        let shown = header("authorization");
        let ours =
            |(_, _, credential): &&(ServerId, PopId, &str)| shown == format!("Bearer {credential}");
        let admitted = SERVERS.iter().find(ours);
        break (length, header("sec-websocket-key"), admitted);
    };
    let Some((server, pop, _)) = admitted else {
        let _ = stream
            .write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n")
            .await;
        return;
    };
    let accept = handshake::accept(&key);
    let protocol = handshake::SUBPROTOCOL;
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n"
    );
    if stream.write_all(head.as_bytes()).await.is_ok() {
        let admitted = Admitted {
            server: *server,
            tenant: self::key().tenant,
            placement: placement(*pop),
        };
        feed.serve(stream, &bytes[length..], admitted).await;
    }
}
