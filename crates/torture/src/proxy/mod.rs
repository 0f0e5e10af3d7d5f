//! A network between an agent and the feed that delays, swallows, cuts and spoils what comes down.

mod connection;
mod downstream;
mod spoil;

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    net::TcpListener,
    runtime::Handle,
    sync::watch,
    task::{AbortHandle, JoinSet},
};

pub(crate) use spoil::Spoil;

/// What a network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It brings everything as it is.
    Honest,
    /// It cuts what there is and refuses what comes.
    Cut,
    /// It takes everything and brings nothing, and nobody is told.
    Silent,
    /// Everything comes, a third of a second late.
    Late,
    /// A trickle: some kilobytes in a second.
    Slow,
    /// Changes are spoiled on their way.
    Spoiled(Spoil),
}

/// One agent's network.
pub(crate) struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    serving: AbortHandle,
}

impl Proxy {
    /// A network that leads to the control plane, honest at first.
    pub(crate) fn start(runtime: &Handle, control_plane: SocketAddr) -> Self {
        let (mode, seen) = watch::channel(Mode::Honest);
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let listener = listener.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = runtime.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (agent, _) = listener.accept().await.unwrap();
                while open.try_join_next().is_some() {}
                open.spawn(connection::carry(agent, control_plane, seen.clone()));
            }
        });
        Self {
            address,
            mode,
            serving: serving.abort_handle(),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it does from now on, also with connections that there are.
    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
