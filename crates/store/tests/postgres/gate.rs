//! Stopping a command in the middle of its transaction.

use std::sync::Arc;

use landfall_store::{StoreError, Transact, postgres::PostgresStore};
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::place::{event, work};

/// A command that waits before and behind the event that it leaves, each time until it is let on.
pub(crate) struct Slow {
    arrived: Arc<Semaphore>,
    on: Arc<Semaphore>,
    task: JoinHandle<Result<(), StoreError>>,
}

impl Slow {
    /// Starts the command; it has begun its transaction when this returns.
    pub(crate) async fn start(store: &Arc<PostgresStore>, name: &str) -> Self {
        let (arrived, on) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let event = event(name);
        let command = work({
            let (arrived, on) = (Arc::clone(&arrived), Arc::clone(&on));
            move |transaction| {
                let (arrived, on) = (Arc::clone(&arrived), Arc::clone(&on));
                let event = event.clone();
                Box::pin(async move {
                    arrived.add_permits(1);
                    on.acquire().await.unwrap().forget();
                    transaction.append_event(&event).await?;
                    arrived.add_permits(1);
                    on.acquire().await.unwrap().forget();
                    Ok(())
                })
            }
        });
        let store = Arc::clone(store);
        let task = tokio::spawn(async move { store.transact(command).await });
        let slow = Self { arrived, on, task };
        slow.arrived.acquire().await.unwrap().forget();
        slow
    }

    /// Lets it leave its event.
    pub(crate) async fn leave(&self) {
        self.on.add_permits(1);
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets it commit.
    pub(crate) async fn commit(self) {
        self.on.add_permits(1);
        self.task.await.unwrap().unwrap();
    }
}
