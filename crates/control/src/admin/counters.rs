//! The counters of long lists. They follow every write by themselves; this is for when something else has touched the store.

use landfall_store::{CounterProgress, CounterReport, Store, write};

use crate::ControlError;

/// Compares the counters with what they count.
pub async fn check_counters(
    store: &dyn Store,
    progress: CounterProgress,
) -> Result<CounterReport, ControlError> {
    Ok(store.check_counters(progress).await?)
}

/// Makes the counters anew from the record, in one transaction; gives the number of rows that are listed.
pub async fn rebuild_counters(
    store: &dyn Store,
    progress: CounterProgress,
) -> Result<u64, ControlError> {
    write(store, move |transaction| {
        let progress = CounterProgress::clone(&progress);
        Box::pin(async move { Ok(transaction.rebuild_counters(&progress).await?) })
    })
    .await
}
