//! Work that takes a processor for a while: off the serving threads, and a few at a time. Reading a body takes milliseconds at
//! most, verifying a policy at its limits seconds, so the one does not wait for the other.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::ControlError;

/// How many bodies are read together.
const READINGS: usize = 4;
/// How many policies are verified together.
const VERIFICATIONS: usize = 2;

/// Does such work.
#[derive(Clone)]
pub(crate) struct Checks {
    readings: Arc<Semaphore>,
    verifications: Arc<Semaphore>,
}

impl Checks {
    pub(crate) fn new() -> Self {
        Self {
            readings: Arc::new(Semaphore::new(READINGS)),
            verifications: Arc::new(Semaphore::new(VERIFICATIONS)),
        }
    }

    /// Reads something when its turn has come.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ControlError> {
        run(&self.readings, work).await
    }

    /// Verifies something when its turn has come.
    pub(crate) async fn verify<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ControlError> {
        run(&self.verifications, work).await
    }
}

async fn run<T: Send + 'static>(
    at_a_time: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ControlError> {
    let turn = Arc::clone(at_a_time).acquire_owned().await;
    let turn = turn.map_err(|_| ControlError::Unavailable("shutting down".to_owned()))?;
    // A caller that stops waiting does not stop the work, so the turn goes along with it.
    let task = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    task.await
        .map_err(|error| ControlError::Internal(format!("a check ended early: {error}")))
}
