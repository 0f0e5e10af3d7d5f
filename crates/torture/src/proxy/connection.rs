//! One connection through the network.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

use super::{Mode, downstream::Downstream};

const READ: usize = 16 * 1024;
/// What a trickle lets through at a time.
const TRICKLE: usize = 64;

/// Carries bytes both ways until one side is done or the network is cut.
pub(super) async fn carry(
    agent: TcpStream,
    control_plane: SocketAddr,
    mode: watch::Receiver<Mode>,
) {
    if *mode.borrow() == Mode::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(control_plane).await else {
        return;
    };
    let _ = (agent.set_nodelay(true), server.set_nodelay(true));
    let (from_agent, to_agent) = agent.into_split();
    let (from_server, to_server) = server.into_split();
    let mut cut = mode.clone();
    tokio::select! {
        _ = upwards(from_agent, Way::new(to_server, mode.clone())) => {}
        _ = downwards(from_server, Way::new(to_agent, mode.clone())) => {}
        _ = cut.wait_for(|mode| *mode == Mode::Cut) => {}
    }
}

/// One direction, as the network is at the moment.
struct Way {
    to: OwnedWriteHalf,
    mode: watch::Receiver<Mode>,
}

impl Way {
    fn new(to: OwnedWriteHalf, mode: watch::Receiver<Mode>) -> Self {
        Self { to, mode }
    }

    fn mode(&self) -> Mode {
        *self.mode.borrow()
    }

    async fn bring(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        // Whoever could change the mode is gone with the run.
        let _ = self.mode.wait_for(|mode| *mode != Mode::Silent).await;
        match self.mode() {
            Mode::Late => sleep(Duration::from_millis(333)).await,
            Mode::Slow => {
                for piece in bytes.chunks(TRICKLE) {
                    sleep(Duration::from_millis(15)).await;
                    self.to.write_all(piece).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        self.to.write_all(bytes).await
    }
}

async fn upwards(mut from: OwnedReadHalf, mut way: Way) -> std::io::Result<()> {
    let mut bytes = vec![0; READ];
    loop {
        match from.read(&mut bytes).await? {
            0 => return Ok(()),
            read => way.bring(&bytes[..read]).await?,
        }
    }
}

async fn downwards(mut from: OwnedReadHalf, mut way: Way) -> std::io::Result<()> {
    let mut bytes = vec![0; READ];
    let mut downstream = Downstream::new();
    loop {
        let read = from.read(&mut bytes).await?;
        if read == 0 {
            return Ok(());
        }
        let spoil = match way.mode() {
            Mode::Spoiled(spoil) => Some(spoil),
            _ => None,
        };
        let passed = downstream.pass(&bytes[..read], spoil);
        way.bring(&passed.bytes).await?;
        if passed.ends {
            return Ok(());
        }
    }
}
