//! A sender with its receivers.

use std::time::{Duration, Instant};

use tokio::process::Command;

use super::brokers::{EtcdSide, NatsSide};
use super::product::Product;
use crate::bench::landing::floor::{self, Push};
use crate::bench::landing::policies::Load;
use crate::bench::landing::receivers::{Kind, Order, Said, Work};
use crate::bench::landing::talk::Talk;
use crate::bench::placement::Placement;
use crate::bench::procfs;
use crate::error::Error;

/// How long everybody may take to connect, and a change to land.
pub(in crate::bench::landing) const PATIENCE: Duration = Duration::from_secs(90);

/// A sender with its receivers.
pub(in crate::bench::landing) struct Side {
    /// Its name.
    pub(in crate::bench::landing) name: &'static str,
    sender: Sender,
    pub(in crate::bench::landing) receivers: Talk,
}

enum Sender {
    Floor(Talk),
    Nats(NatsSide),
    Etcd(EtcdSide),
    Product(Box<Product>),
}

/// What a landing took.
#[derive(Debug, Clone, Copy)]
pub(in crate::bench::landing) struct Submitted {
    /// Until the submission was answered, where it is.
    pub(in crate::bench::landing) answered: Option<Duration>,
    /// Until the last acknowledgement was counted.
    pub(in crate::bench::landing) landed: Duration,
}

/// This program again, in a hidden mode.
fn this(mode: &str) -> Result<(std::path::PathBuf, [String; 2]), Error> {
    let program = std::env::current_exe().map_err(Error::process("bench"))?;
    Ok((program, ["bench".to_owned(), mode.to_owned()]))
}

impl Side {
    /// The floor.
    pub(in crate::bench::landing) async fn floor(
        name: &'static str,
        placement: &Placement,
        servers: u64,
        work: Work,
    ) -> Result<Self, Error> {
        let (program, arguments) = this("landing-floor")?;
        let mut command = placement.command(&program);
        command.args(arguments);
        let mut sender = Talk::start("floor", command)?;
        let floor::Said::Listening(at) = sender.hear(PATIENCE).await? else {
            return Err(Error::process("floor")("it listens nowhere"));
        };
        let receivers = receivers(at, servers, Kind::Raw, work).await?;
        Ok(Self {
            name,
            sender: Sender::Floor(sender),
            receivers,
        })
    }

    /// NATS; the reason if it is not installed.
    pub(in crate::bench::landing) async fn nats(
        placement: &Placement,
        servers: u64,
    ) -> Result<Result<Self, String>, Error> {
        let Some(sender) = NatsSide::start(placement).await? else {
            return Ok(Err(
                "nats-server is not installed (Debian: nats-server)".to_owned()
            ));
        };
        let receivers = receivers(sender.address(), servers, Kind::Nats, Work::Check).await?;
        Ok(Ok(Self {
            name: "NATS core",
            sender: Sender::Nats(sender),
            receivers,
        }))
    }

    /// etcd; the reason if it is not installed.
    pub(in crate::bench::landing) async fn etcd(
        placement: &Placement,
        servers: u64,
    ) -> Result<Result<Self, String>, Error> {
        let Some(sender) = EtcdSide::start(placement).await? else {
            return Ok(Err("etcd is not installed (Debian: etcd-server)".to_owned()));
        };
        let receivers = receivers(sender.address(), servers, Kind::Etcd, Work::Check).await?;
        Ok(Ok(Self {
            name: "etcd watch",
            sender: Sender::Etcd(sender),
            receivers,
        }))
    }

    /// The product, with a fleet that does this work.
    pub(in crate::bench::landing) async fn product(
        name: &'static str,
        product: Product,
        work: Work,
    ) -> Result<Self, Error> {
        let servers = product.record.pinning.servers.len() as u64;
        let kind = Kind::Feed(product.record.pinning_file());
        let receivers = receivers(product.address(), servers, kind, work).await?;
        Ok(Self {
            name,
            sender: Sender::Product(Box::new(product)),
            receivers,
        })
    }

    /// Sends a change, and waits until all have acknowledged it. Others than the product send as many bytes as it does.
    pub(in crate::bench::landing) async fn land(
        &mut self,
        load: Load,
        bytes: usize,
        servers: u64,
    ) -> Result<Submitted, Error> {
        if let Sender::Product(product) = &mut self.sender {
            let policy = product.lock(0, load).await?;
            return product.land(0, &policy).await;
        }
        let begun = Instant::now();
        let answered = match &mut self.sender {
            Sender::Floor(sender) => {
                sender.say(&Push { bytes }).await?;
                let _: floor::Said = sender.hear(PATIENCE).await?;
                None
            }
            Sender::Nats(sender) => sender.land(bytes, servers).await?,
            Sender::Etcd(sender) => sender.land(bytes, servers).await?,
            Sender::Product(_) => None,
        };
        Ok(Submitted {
            answered: answered.map(|at: Instant| at - begun),
            landed: begun.elapsed(),
        })
    }

    /// CPU time of the sender so far.
    pub(in crate::bench::landing) fn cpu(&self) -> Result<Duration, Error> {
        procfs::cpu_time(self.process())
    }

    /// The sender's process.
    pub(in crate::bench::landing) fn process(&self) -> u32 {
        match &self.sender {
            Sender::Floor(sender) => sender.id,
            Sender::Nats(sender) => sender.process.id,
            Sender::Etcd(sender) => sender.process.id,
            Sender::Product(product) => product.server.id,
        }
    }

    /// Ends both.
    pub(in crate::bench::landing) async fn stop(self) -> Result<(), Error> {
        self.receivers.stop().await?;
        match self.sender {
            Sender::Floor(sender) => sender.stop().await,
            Sender::Nats(sender) => sender.process.stop().await,
            Sender::Etcd(sender) => sender.process.stop().await,
            Sender::Product(product) => product.stop().await.map(drop),
        }
    }
}

/// Starts receivers; all are connected when this returns. They run where this process does, and check each change by itself.
pub(in crate::bench::landing) async fn receivers(
    at: std::net::SocketAddr,
    servers: u64,
    kind: Kind,
    work: Work,
) -> Result<Talk, Error> {
    let servers = usize::try_from(servers).unwrap_or(usize::MAX);
    let order = Order {
        at,
        servers,
        kind,
        work,
        ready: false,
    };
    let mut receivers = receiving(None, &order).await?;
    connected(&mut receivers).await?;
    Ok(receivers)
}

/// Starts receivers, and does not wait for them. They run where this process does, or on the cores of all.
pub(in crate::bench::landing) async fn receiving(
    everywhere: Option<&Placement>,
    order: &Order,
) -> Result<Talk, Error> {
    let (program, arguments) = this("landing-receivers")?;
    let mut command = match everywhere {
        Some(placement) => placement.everywhere(&program),
        None => Command::new(&program),
    };
    command.args(arguments);
    let mut receivers = Talk::start("receivers", command)?;
    receivers.say(order).await?;
    Ok(receivers)
}

/// Waits until all are connected; gives how long after the first was lost.
pub(in crate::bench::landing) async fn connected(receivers: &mut Talk) -> Result<Duration, Error> {
    loop {
        match receivers.hear(PATIENCE).await? {
            Said::Connected(micros) => return Ok(Duration::from_micros(micros)),
            Said::Failed(reason) => return Err(Error::process("receivers")(reason)),
            Said::Reached(..) => {}
        }
    }
}
