//! Running an agent.

use std::sync::Arc;

use landfall_agent::{Agent, Kept, Stopper, SystemClock};

use super::{config::AgentConfig, faces};
use crate::{error::CommandError, serve::stop_signal};

fn failed(error: impl std::fmt::Display) -> CommandError {
    CommandError::Server(error.to_string())
}

/// Runs the agent until a signal asks it to stop.
pub(super) async fn run(config: AgentConfig) -> Result<(), CommandError> {
    let settings = config.settings()?;
    let adapter = config.adapter()?;
    let stopping = stop_signal()?;
    let kept = Kept::in_folder(&config.state).map_err(failed)?;
    let (server, address) = (settings.identity.server, settings.address.to_string());
    let agent = Agent::new(
        settings,
        kept,
        adapter,
        Arc::new(SystemClock),
        fastrand::Rng::new(),
    );
    let faces = match config.listen {
        Some(listen) => Some(faces::serve(listen, agent.view()).await?),
        None => None,
    };
    tracing::info!(%server, %address, state = %config.state.display(), "the agent runs");
    let (stopper, stop) = Stopper::pair();
    let running = agent.run(stop);
    tokio::pin!(running);
    tokio::select! {
        () = &mut running => {}
        () = stopping => {
            stopper.stop();
            running.await;
        }
    }
    drop(faces);
    tracing::info!("the agent has stopped; the data plane goes on with what it has");
    Ok(())
}
