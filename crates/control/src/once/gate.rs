//! Where equal calls of this process wait for each other, in the order in which they came.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use landfall_core::model::IdempotencyKey;
use tokio::sync::{Mutex as Turns, OwnedMutexGuard};

type Waiting = HashMap<IdempotencyKey, Arc<Turns<()>>>;

/// The keys for which calls are under way.
#[derive(Default)]
pub(crate) struct Gate(Mutex<Waiting>);

/// A call's turn; it ends when this is dropped.
pub(super) struct Turn<'g> {
    // Let go before the place is given up.
    _turn: OwnedMutexGuard<()>,
    _place: Place<'g>,
}

/// A place in the queue of a key. The last one to leave it takes the queue away.
struct Place<'g> {
    gate: &'g Gate,
    key: IdempotencyKey,
    turns: Option<Arc<Turns<()>>>,
}

impl Gate {
    /// Waits for the turn of a call, no longer than that; none if it did not come.
    pub(super) async fn enter(&self, key: &IdempotencyKey, longest: Duration) -> Option<Turn<'_>> {
        let turns = Arc::clone(self.lock().entry(key.clone()).or_default());
        let waiting = wait(Arc::clone(&turns), longest);
        let place = Place {
            gate: self,
            key: key.clone(),
            turns: Some(turns),
        };
        Some(Turn {
            _turn: waiting.await?,
            _place: place,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Every change of the map is one step, so that a panic leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for one's turn, no longer than that.
async fn wait(turns: Arc<Turns<()>>, longest: Duration) -> Option<OwnedMutexGuard<()>> {
    match Arc::clone(&turns).try_lock_owned() {
        Ok(turn) => Some(turn),
        Err(_) if longest.is_zero() => None,
        Err(_) => tokio::time::timeout(longest, turns.lock_owned()).await.ok(),
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.gate.lock();
        drop(self.turns.take());
        // Handles are cloned under this lock, and each is in a place: one is left for the map itself.
        if waiting
            .get(&self.key)
            .is_some_and(|turns| Arc::strong_count(turns) == 1)
        {
            waiting.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::model::Dialect;

    use super::*;

    fn key(text: &str) -> IdempotencyKey {
        IdempotencyKey {
            dialect: Dialect::Vipmp,
            scope: "7".to_owned(),
            key: text.to_owned(),
        }
    }

    const LONG: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn equal_calls_take_turns_and_others_do_not_wait() {
        let gate = Gate::default();
        let first = gate.enter(&key("a"), Duration::ZERO).await.unwrap();
        assert!(gate.enter(&key("a"), Duration::ZERO).await.is_none());
        let soon = Duration::from_millis(1);
        assert!(gate.enter(&key("a"), soon).await.is_none());
        let other = gate.enter(&key("b"), Duration::ZERO).await;
        assert!(other.is_some());
        let (a, second) = (key("a"), async { drop(first) });
        let (second, ()) = tokio::join!(gate.enter(&a, LONG), second);
        assert!(second.is_some());
        assert!(gate.enter(&key("a"), Duration::ZERO).await.is_none());
    }

    #[tokio::test]
    async fn nothing_is_kept_of_calls_that_have_ended_or_were_given_up() {
        let gate = Gate::default();
        let first = gate.enter(&key("a"), LONG).await;
        assert!(gate.enter(&key("a"), Duration::ZERO).await.is_none());
        let a = key("a");
        let soon = Duration::from_millis(1);
        let waiting = tokio::time::timeout(soon, gate.enter(&a, LONG));
        assert!(waiting.await.is_err());
        drop(first);
        assert!(gate.lock().is_empty());
    }
}
