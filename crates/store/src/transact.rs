//! One write, one transaction.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use tokio::sync::watch;

use crate::{Store, StoreError, Transaction};

/// What a write does. It may be run again from the start when the engine has to, so it must not touch anything but the
/// transaction; an error, its own or one of the transaction's writes, gives up everything it did.
pub type Work = Box<
    dyn for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>> + Send + Sync,
>;

/// Running writes.
#[async_trait]
pub trait Transact: Send + Sync {
    /// Runs `work` in one transaction and returns when it is durable. On an error nothing of it was kept.
    ///
    /// [`StoreError::OutcomeUnknown`] is the one error after which it may have been kept.
    async fn transact(&self, work: Work) -> Result<(), StoreError>;

    /// The same for a few quick steps that must not queue behind other work, such as keeping a lease: in two seconds or not
    /// at all, and not again when it fails. On an error it may have been kept all the same.
    async fn transact_aside(&self, work: Work) -> Result<(), StoreError> {
        self.transact(work).await
    }

    /// Changes whenever a command of this process has committed: a hint that there is something new to read. It may
    /// change without a reason, and does not for [`transact_aside`](Self::transact_aside).
    fn commits(&self) -> watch::Receiver<()>;

    /// Says that this process will write much at a time and little else, so that an engine may trade its memory, up to about a
    /// gigabyte, for speed.
    fn expect_bulk(&self) {}
}

/// Runs `work` in one transaction and gives its result once it is durable.
///
/// An error of the work itself comes back as it is and undoes the work; an error of the engine comes back converted.
pub async fn write<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
{
    run(|work| store.transact(work), work).await
}

/// The same by [`Transact::transact_aside`].
pub async fn write_aside<T, F>(store: &dyn Store, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>
        + Send
        + Sync
        + 'static,
{
    run(|work| store.transact_aside(work), work).await
}

async fn run<T, E, F, O>(transact: impl FnOnce(Work) -> O, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    O: Future<Output = Result<(), StoreError>>,
{
    let outcome: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
    let work = Arc::new(work);
    let sink = Arc::clone(&outcome);
    let committed = transact(Box::new(move |transaction| {
        let work = Arc::clone(&work);
        let sink = Arc::clone(&sink);
        Box::pin(async move {
            let result = work(transaction).await;
            let kept = if result.is_ok() {
                Ok(())
            } else {
                Err(StoreError::GivenUp)
            };
            if let Ok(mut slot) = sink.lock() {
                *slot = Some(result);
            }
            kept
        })
    }))
    .await;
    let result = outcome.lock().ok().and_then(|mut slot| slot.take());
    match (committed, result) {
        (Ok(()), Some(result)) | (Err(StoreError::GivenUp), Some(result @ Err(_))) => result,
        (Ok(()) | Err(StoreError::GivenUp), _) => {
            Err(StoreError::Engine("a write ended without a result".to_owned()).into())
        }
        (Err(error), _) => Err(error.into()),
    }
}
