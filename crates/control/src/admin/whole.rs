//! Whole stores: backing up, restoring, copying. What goes along with the rows is decided here: the installation's keys have
//! to open with the sealing key that the new place will have, and a store that begins a life of its own says so in its events.

use std::{sync::Arc, time::Duration};

use landfall_core::{id::Timestamp, model::ResourceKind};
use landfall_store::whole::{
    Arrival, Arrived, Backup, Copied, Ending, Place, Progress, Source, Tokens,
};
use serde_json::json;

use crate::{
    Clock, ControlError, Provenance,
    secret::{KeyRing, SealingKey},
};

/// Makes a store at `to` of a backup. Its logs get an epoch of their own, sessions end, and so do tokens as `tokens` says.
///
/// Returns in a later second than it began, because epochs are seconds: the next restore gets a higher one.
pub async fn restore(
    backup: &Backup,
    to: &Place,
    clock: &dyn Clock,
    sealing: &SealingKey,
    tokens: Tokens,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, ControlError> {
    KeyRing::open(&backup.keys().await?, sealing)?;
    let manifest = backup.manifest();
    let detail = json!({
        "taken_at": manifest.taken_at,
        "taken_by": manifest.landfall,
        "engine": manifest.engine,
    });
    let arrival = arrival(clock, "store.restored", &detail, tokens);
    let began = arrival.now;
    let arrived = backup.restore(to, arrival, progress).await?;
    outlast(clock, began).await;
    Ok(arrived)
}

/// What becomes of a store that was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Original {
    /// It is put aside, so that the copy is the store from now on, with everything as it was.
    PutAside,
    /// It lives on. The copy begins a life of its own, like a restored backup.
    Kept,
}

/// Copies a store that nobody serves to where there is none.
pub async fn copy(
    from: Place,
    to: &Place,
    clock: &dyn Clock,
    sealing: &SealingKey,
    original: Original,
    progress: Arc<dyn Progress>,
) -> Result<Copied, ControlError> {
    let engine = from.engine();
    let source = Source::open(from).await?;
    KeyRing::open(&source.keys().await?, sealing)?;
    let began = clock.now();
    let ending = match original {
        Original::PutAside => Ending::Move,
        Original::Kept => {
            let detail = json!({ "engine": engine });
            let tokens = Tokens::EndShortLived;
            Ending::Arrive(Box::new(arrival(clock, "store.copied", &detail, tokens)))
        }
    };
    let copied = source.copy(to, ending, progress).await?;
    if original == Original::Kept {
        outlast(clock, began).await;
    }
    Ok(copied)
}

/// Returns when the second has passed.
async fn outlast(clock: &dyn Clock, second: Timestamp) {
    while clock.now() <= second {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn arrival(
    clock: &dyn Clock,
    kind: &'static str,
    detail: &serde_json::Value,
    tokens: Tokens,
) -> Arrival {
    let resource = (ResourceKind::Store, "store".to_owned());
    Arrival {
        now: clock.now(),
        tokens,
        event: Provenance::operator(None).event(clock, kind, (None, None), resource, detail),
    }
}
