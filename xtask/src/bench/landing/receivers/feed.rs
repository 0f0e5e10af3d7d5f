//! Servers of Landfall's feed, reduced to what the protocol asks of an agent: they have no data plane. They connect again by
//! themselves, within the window that they were told.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use landfall_core::{
    id::{Cursor, LogId},
    model::Placement,
};
use landfall_protocol::{
    Applied, Down, Heartbeat, Hello, InstanceId, ReadyKeys, Received, Trust, Up, Version,
    frame::{Decoder, Frame, Side},
    handshake, limits,
};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, timeout};
use tokio_rustls::TlsConnector;
use uuid::Uuid;

use super::check::Check;
use super::kept::Kept;
use super::start::{Standing, say};
use super::{Order, Pinned, Pinning, Said, Work};

/// How many are between dialling and their welcome at a time: what the system's queue of connections holds.
const OPENING: usize = 512;
/// After a failure that has no window.
const PAUSE: Duration = Duration::from_millis(500);
/// The name in the certificate.
pub(in crate::bench::landing) const HOST: &str = "localhost";

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// All servers, and what they have in common.
pub(super) struct Fleet {
    at: SocketAddr,
    pinning: Pinning,
    checks: bool,
    ready: Option<Arc<ReadyKeys>>,
    kept: Option<Kept>,
    tls: Option<TlsConnector>,
    standing: Arc<Standing>,
    opening: Semaphore,
    alone: bool,
}

impl Fleet {
    pub(super) fn new(file: &Path, order: &Order, standing: Arc<Standing>) -> Result<Self, String> {
        let work = &order.work;
        let text = std::fs::read(file).map_err(|error| error.to_string())?;
        let pinning: Pinning = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let kept = match work {
            Work::CheckAndKeep(folder) => {
                Some(Kept::in_folder(folder).map_err(|error| error.to_string())?)
            }
            _ => None,
        };
        let tls = pinning.certificate.clone().map(connector).transpose()?;
        Ok(Self {
            at: order.at,
            ready: order.ready.then(Arc::default),
            alone: pinning.servers.len() == 1,
            pinning,
            checks: *work != Work::None,
            kept,
            tls,
            standing,
            opening: Semaphore::new(OPENING),
        })
    }

    /// Connects that many of the servers and keeps them connected.
    pub(super) async fn run(self, servers: usize) -> Result<(), String> {
        if servers > self.pinning.servers.len() {
            return Err("there are not as many servers".to_owned());
        }
        let fleet = Arc::new(self);
        let mut all = JoinSet::new();
        for number in 0..servers {
            all.spawn(live(Arc::clone(&fleet), number));
        }
        match all.join_next().await {
            Some(Ok(reason)) => Err(reason),
            _ => Err("a server has broken off".to_owned()),
        }
    }
}

fn connector(certificate: Vec<u8>) -> Result<TlsConnector, String> {
    let mut roots = rustls::RootCertStore::empty();
    let added = roots.add(CertificateDer::from(certificate));
    added.map_err(|error| error.to_string())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// What a server knows, from one stream to the next.
struct Server {
    instance: InstanceId,
    log: Option<LogId>,
    cursor: Cursor,
    unswept: bool,
    window: Duration,
}

/// A server, until a change is not what it should be.
async fn live(fleet: Arc<Fleet>, number: usize) -> String {
    let mut server = Server {
        instance: InstanceId(Uuid::new_v4()),
        log: None,
        cursor: Cursor::default(),
        unswept: false,
        window: Duration::ZERO,
    };
    loop {
        match session(&fleet, number, &mut server).await {
            Ok(()) => tokio::time::sleep(server.window.mul_f64(fastrand::f64())).await,
            Err(Broken::Dialling) => {
                tokio::time::sleep(PAUSE.mul_f64(0.5 + 0.5 * fastrand::f64())).await;
            }
            Err(Broken::Change(reason)) => return reason,
        }
    }
}

enum Broken {
    /// There is no stream.
    Dialling,
    /// A change or a message that must not be.
    Change(String),
}

impl From<std::io::Error> for Broken {
    fn from(_: std::io::Error) -> Self {
        Self::Dialling
    }
}

/// One stream, to its end.
async fn session(fleet: &Fleet, number: usize, server: &mut Server) -> Result<(), Broken> {
    let pinned = &fleet.pinning.servers[number];
    let bad = |error: &dyn std::fmt::Display| Broken::Change(error.to_string());
    let place = fleet.opening.acquire().await.map_err(|error| bad(&error))?;
    let mut stream = open(fleet, pinned).await?;
    let mut decoder = Decoder::new(Side::ControlPlane, limits::DOWN);
    say_up(&mut stream, &[Up::Hello(hello(pinned, server))]).await?;
    let welcome = match next(&mut stream, &mut decoder).await? {
        Some(Down::Welcome(welcome)) => welcome,
        Some(Down::Refused(refused)) => return Err(Broken::Change(refused.detail)),
        _ => return Err(Broken::Dialling),
    };
    drop(place);
    server.log = Some(welcome.log);
    server.cursor = welcome.start;
    server.unswept = welcome.resync;
    server.window = Duration::from_secs(welcome.reconnect_seconds.into());
    let placement = Placement {
        pop: pinned.pop,
        platform: fleet.pinning.platform,
        environment: fleet.pinning.environment,
    };
    let mut check = fleet.checks.then(|| Check {
        trust: Arc::new(Trust {
            tenant: fleet.pinning.tenant.clone(),
            placement,
            keys: vec![fleet.pinning.key],
        }),
        log: welcome.log,
        last: welcome.start,
        ready: fleet.ready.clone(),
    });
    // It joins by saying where it is.
    say_up(&mut stream, &[applied(server)]).await?;
    fleet.standing.up().map_err(Broken::Change)?;
    let followed = follow(
        fleet,
        pinned,
        server,
        (&mut stream, &mut decoder),
        &mut check,
        &welcome,
    );
    let followed = followed.await;
    fleet.standing.down();
    match followed {
        Err(Broken::Dialling) => Ok(()),
        other => other,
    }
}

async fn follow(
    fleet: &Fleet,
    pinned: &Pinned,
    server: &mut Server,
    (stream, decoder): (&mut Box<dyn Stream>, &mut Decoder),
    check: &mut Option<Check>,
    welcome: &landfall_protocol::Welcome,
) -> Result<(), Broken> {
    let every = Duration::from_secs(welcome.heartbeat_seconds.max(1).into());
    let first = Instant::now() + every.mul_f64(fastrand::f64());
    let mut beat = interval_at(first, every);
    let (mut changes, mut bytes) = (0, 0);
    loop {
        let down = tokio::select! {
            down = next(stream, decoder) => down?,
            _ = beat.tick() => {
                say_up(stream, &[Up::Heartbeat(Heartbeat::default())]).await?;
                continue;
            }
        };
        match down {
            Some(Down::Change(change)) => {
                changes += 1;
                bytes += change.payload.len() as u64;
                if let Some(check) = check {
                    check.change(&change).map_err(Broken::Change)?;
                }
            }
            Some(Down::Through(through)) => {
                server.cursor.revision = through.revision;
                if let Some(kept) = &fleet.kept {
                    let (epoch, revision) = (server.cursor.epoch.0, through.revision.0);
                    let keeping = kept.keep(pinned.id.0, epoch, revision);
                    tokio::pin!(keeping);
                    let done = timeout(limits::RECEIVED_AFTER, &mut keeping).await;
                    let done = if let Ok(done) = done {
                        done
                    } else {
                        let through = through.revision;
                        say_up(stream, &[Up::Received(Received { through })]).await?;
                        keeping.await
                    };
                    done.map_err(Broken::Change)?;
                }
                say_up(stream, &[applied(server)]).await?;
                if fleet.alone && through.revision >= welcome.head {
                    say(&Said::Reached(through.revision.0, changes, bytes))
                        .map_err(Broken::Change)?;
                }
            }
            Some(Down::Sweep(sweep)) if sweep.last => {
                server.unswept = false;
                say_up(stream, &[applied(server)]).await?;
            }
            Some(Down::Announce(announce)) => {
                server.window = Duration::from_secs(announce.reconnect_seconds.into());
            }
            Some(Down::Heartbeat | Down::Sweep(_)) => {}
            Some(Down::Resync(_) | Down::Refused(_) | Down::Welcome(_)) | None => return Ok(()),
        }
    }
}

fn hello(pinned: &Pinned, server: &Server) -> Hello {
    Hello {
        oldest: Version::OLDEST.number(),
        newest: Version::CURRENT.number(),
        server: pinned.id,
        instance: server.instance,
        log: server.log,
        cursor: server.cursor,
        unswept: server.unswept,
        exceptions: Vec::new(),
        adapter: "bench".to_owned(),
        capabilities: Vec::new(),
        program: "bench".to_owned(),
    }
}

fn applied(server: &Server) -> Up {
    Up::Applied(Applied {
        cursor: server.cursor,
        unswept: server.unswept,
        changes: Vec::new(),
    })
}

async fn open(fleet: &Fleet, pinned: &Pinned) -> Result<Box<dyn Stream>, Broken> {
    let stream = TcpStream::connect(fleet.at).await?;
    stream.set_nodelay(true)?;
    let mut stream: Box<dyn Stream> = match &fleet.tls {
        None => Box::new(stream),
        Some(tls) => {
            let name = ServerName::try_from(HOST).map_err(|_| Broken::Dialling)?;
            Box::new(tls.connect(name, stream).await?)
        }
    };
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: {}\r\nSec-WebSocket-Protocol: {}\r\nSec-WebSocket-Key: {}\r\n\r\n",
        handshake::PATH,
        pinned.credential,
        handshake::WEBSOCKET_VERSION,
        handshake::SUBPROTOCOL,
        handshake::key(std::array::from_fn(|_| fastrand::u8(..))),
    );
    stream.write_all(request.as_bytes()).await?;
    // Byte by byte at the end only: nothing follows the answer before our hello.
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > 4_096 || stream.read_buf(&mut head).await? == 0 {
            return Err(Broken::Dialling);
        }
    }
    if !head.starts_with(b"HTTP/1.1 101 ") {
        if head.starts_with(b"HTTP/1.1 503 ") {
            return Err(Broken::Dialling);
        }
        let text = String::from_utf8_lossy(&head).into_owned();
        return Err(Broken::Change(text));
    }
    Ok(stream)
}

async fn say_up(stream: &mut Box<dyn Stream>, all: &[Up]) -> Result<(), Broken> {
    let mut bytes = Vec::with_capacity(64);
    for up in all {
        let mask = std::array::from_fn(|_| fastrand::u8(..));
        bytes.extend_from_slice(&up.frame(Version::CURRENT, mask));
    }
    stream.write_all(&bytes).await?;
    Ok(stream.flush().await?)
}

/// The next message; none at the stream's end. May be given up without losing anything.
async fn next(stream: &mut Box<dyn Stream>, decoder: &mut Decoder) -> Result<Option<Down>, Broken> {
    loop {
        let frame = decoder
            .next_frame()
            .map_err(|error| Broken::Change(error.to_string()))?;
        match frame {
            Some(Frame::Message(message)) => return decoded(message).map(Some),
            Some(Frame::Close(_)) => return Ok(None),
            Some(Frame::Ping(_) | Frame::Pong(_)) => continue,
            None => {}
        }
        // Whole changes are read in one piece of memory, and nothing is set aside between them.
        let wanted = decoder.wanted().max(256);
        decoder.buffer().reserve(wanted);
        if stream.read_buf(decoder.buffer()).await? == 0 {
            return Ok(None);
        }
    }
}

fn decoded(message: Bytes) -> Result<Down, Broken> {
    Down::decode(message).map_err(|error| Broken::Change(error.to_string()))
}
