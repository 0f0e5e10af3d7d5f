//! The timer of the simulated data plane.

use std::{future::Future, sync::Arc, time::Duration};

use landfall_control::Control;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior},
};

use super::{Pace, SimulatedFleet, Voices};

const TICK: Duration = Duration::from_millis(100);

/// Lets the simulated servers live until `shutdown` is ready. Needs a tokio runtime; the task ends without an error.
pub fn spawn_data_plane(
    control: Arc<Control>,
    pace: Pace,
    voices: Voices,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut servers = SimulatedFleet::connect(control, pace, voices);
        let started = Instant::now();
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                _ = ticks.tick() => servers.advance(started.elapsed()),
            }
        }
    })
}
