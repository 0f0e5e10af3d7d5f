//! The process of receivers, from its first line of input to the end of it.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::check::Check;
use super::etcd_wire::{CHANGES, Etcd};
use super::feed::Fleet;
use super::nats::Nats;
use super::{Kind, Order, Said, Work, etcd, nats, raw};
use crate::bench::landing::synthetic;
use crate::error::Error;

const NAME: &str = "receivers";
/// How many connect at a time.
const AT_A_TIME: usize = 256;

/// Runs until its input ends.
pub(in crate::bench) fn run() -> Result<(), Error> {
    raise_descriptors();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let order: Order = serde_json::from_str(&line)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::process(NAME))?;
    let (fail, mut failed) = mpsc::unbounded_channel();
    runtime.spawn(async move {
        if let Err(reason) = receive(order).await {
            let _ = fail.send(reason);
        }
    });
    std::thread::spawn(move || {
        if let Some(reason) = failed.blocking_recv() {
            let _ = say(&Said::Failed(reason));
        }
    });
    // Nothing more is said to us.
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    runtime.shutdown_background();
    Ok(())
}

/// Lets this process have as many descriptors as the system allows.
pub(in crate::bench::landing) fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    // Whoever runs out says so by itself.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            ..limit
        },
    );
}

async fn receive(order: Order) -> Result<(), String> {
    let standing = Arc::new(Standing::new(order.servers));
    if let Kind::Feed(file) = &order.kind {
        let fleet = Fleet::new(file, &order, standing)?;
        return fleet.run(order.servers).await;
    }
    let check = (order.work != Work::None).then(|| Check {
        trust: Arc::new(synthetic::trust()),
        log: synthetic::LOG,
        last: synthetic::start(),
        ready: None,
    });
    let mut followers = JoinSet::new();
    for begun in (0..order.servers).step_by(AT_A_TIME) {
        let mut connecting = JoinSet::new();
        for number in begun..order.servers.min(begun + AT_A_TIME) {
            let (at, kind) = (order.at, order.kind.clone());
            connecting.spawn(async move { Receiver::connect(number, &kind, at).await });
        }
        while let Some(connected) = connecting.join_next().await {
            let receiver = connected.map_err(|error| error.to_string())??;
            followers.spawn(receiver.follow(check.clone()));
            standing.up()?;
        }
    }
    while let Some(ended) = followers.join_next().await {
        ended.map_err(|error| error.to_string())??;
    }
    Ok(())
}

enum Receiver {
    Raw(tokio::net::TcpStream),
    Nats(Nats),
    Etcd(usize, Etcd, super::etcd_wire::Watch),
}

impl Receiver {
    async fn connect(number: usize, kind: &Kind, at: std::net::SocketAddr) -> Result<Self, String> {
        Ok(match kind {
            Kind::Raw => Self::Raw(raw::connect(at).await?),
            Kind::Nats => Self::Nats(Nats::connect(at, nats::CHANGES).await?),
            Kind::Etcd => {
                let mut etcd = Etcd::connect(at).await?;
                let watch = etcd.watch(CHANGES, None).await?;
                Self::Etcd(number, etcd, watch)
            }
            Kind::Feed(_) => return Err("the feed's servers connect by themselves".to_owned()),
        })
    }

    async fn follow(self, check: Option<Check>) -> Result<(), String> {
        match self {
            Self::Raw(stream) => raw::follow(stream, check).await,
            Self::Nats(nats) => nats::follow(nats, check).await,
            Self::Etcd(number, connection, watch) => {
                etcd::follow(number, connection, watch, check).await
            }
        }
    }
}

/// How many are connected, and since when some are not.
#[derive(Debug)]
pub(super) struct Standing {
    all: usize,
    connected: AtomicUsize,
    lost_at: Mutex<Instant>,
}

impl Standing {
    fn new(all: usize) -> Self {
        Self {
            all,
            connected: AtomicUsize::new(0),
            lost_at: Mutex::new(Instant::now()),
        }
    }

    /// One more is connected. When all are, that is said.
    pub(super) fn up(&self) -> Result<(), String> {
        if self.connected.fetch_add(1, Relaxed) + 1 == self.all {
            let lost_at = *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner);
            let micros = u64::try_from(lost_at.elapsed().as_micros()).unwrap_or(u64::MAX);
            say(&Said::Connected(micros))?;
        }
        Ok(())
    }

    /// One has lost its connection.
    pub(super) fn down(&self) {
        if self.connected.fetch_sub(1, Relaxed) == self.all {
            *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }
}

/// Says something to whoever started this process.
pub(super) fn say(what: &Said) -> Result<(), String> {
    let line = serde_json::to_string(what).map_err(|error| error.to_string())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())
}
