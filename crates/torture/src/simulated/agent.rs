//! An edge server's agent in the simulated network.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use landfall_agent::{
    Address, Agent, AgentSettings, Backoff, Identity, Kept, Network, Security, Stopper, Stream,
    decide::Settings,
};
use landfall_core::id::ServerId;
use tokio::time::Instant;

use super::{
    clock::SimulatedClock,
    disk::{Disk, Mounted},
    places::{CONTROL_PLANE, PORT, credential, placement, public_key, tenant},
};

struct Simulation;

#[async_trait]
impl Network for Simulation {
    async fn connect(&self, host: &str, port: u16) -> io::Result<Box<dyn Stream>> {
        let stream = turmoil::net::TcpStream::connect((host, port)).await?;
        Ok(Box::new(stream))
    }
}

/// Runs an agent until its host dies.
pub(super) async fn run(
    server: u64,
    disk: Arc<Disk>,
    clock: SimulatedClock,
    chance: fastrand::Rng,
) -> turmoil::Result {
    let settings = AgentSettings {
        identity: Identity {
            server: ServerId(server),
            tenant: tenant(),
            placement: placement(server),
            credential: credential(server),
            keys: vec![(1, public_key())],
        },
        address: Address {
            host: CONTROL_PLANE.to_owned(),
            port: PORT,
            security: Security::Plain,
        },
        decide: Settings {
            reload_every: Duration::from_millis(200),
            ..Settings::default()
        },
        connect: Backoff::CONNECT,
    };
    let kept = Kept {
        state: disk.begin(),
        keep: Arc::new(Mounted(disk.clone())),
        payloads: Arc::new(Mounted(disk.clone())),
        status: None,
        lock: None,
    };
    let at = turmoil::sim_elapsed().unwrap_or_default().as_secs();
    let clock = Arc::new(clock.running(Instant::now(), at));
    let agent = Agent::new(settings, kept, Arc::new(Mounted(disk)), clock, chance);
    let (_stopper, stop) = Stopper::pair();
    agent.over(Arc::new(Simulation)).run(stop).await;
    Ok(())
}
