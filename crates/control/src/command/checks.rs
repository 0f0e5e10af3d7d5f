//! Work that takes a processor for a while, such as compiling the patterns of a large policy: off the serving threads, and a few
//! at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::ControlError;

/// How many pieces of such work are done together.
const AT_A_TIME: usize = 2;

/// Does such work.
#[derive(Clone)]
pub(crate) struct Checks {
    at_a_time: Arc<Semaphore>,
}

impl Checks {
    pub(crate) fn new() -> Self {
        Self {
            at_a_time: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }

    /// Does a piece of work when its turn has come. Work that nobody waits for any more is done to its end all the same, and
    /// keeps its turn until then.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ControlError> {
        let turn = Arc::clone(&self.at_a_time).acquire_owned().await;
        let turn = turn.map_err(|error| ControlError::Internal(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await
            .map_err(|error| ControlError::Internal(error.to_string()))
    }
}
