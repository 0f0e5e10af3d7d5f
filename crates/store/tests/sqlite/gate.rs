//! A command that holds the writer until it is told to go on, so that others pile up behind it.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, mpsc},
    task::{Context, Poll, Waker},
};

use landfall_store::{StoreError, Transact, Work, sqlite::SqliteStore};

use crate::place::work;

type Answer<'s> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 's>>;

/// The writer of a store, held.
pub(crate) struct Gate<'s> {
    store: &'s SqliteStore,
    held: Answer<'s>,
    open: mpsc::Sender<()>,
}

impl<'s> Gate<'s> {
    /// Holds the writer; returns once it is held.
    pub(crate) fn hold(store: &'s SqliteStore) -> Self {
        let (open, opened) = mpsc::channel();
        let (holds, is_held) = mpsc::channel();
        let opened = Arc::new(Mutex::new(opened));
        let holding = work(move |_| {
            let (holds, opened) = (holds.clone(), Arc::clone(&opened));
            Box::pin(async move {
                holds.send(()).unwrap();
                let _ = opened.lock().unwrap().recv();
                Ok(())
            })
        });
        let mut held = store.transact(holding);
        assert!(hand_over(&mut held).is_pending());
        is_held.recv().unwrap();
        Self { store, held, open }
    }

    /// Hands a command over, which waits.
    pub(crate) fn submit(&self, work: Work) -> Answer<'s> {
        let mut answer = self.store.transact(work);
        assert!(hand_over(&mut answer).is_pending());
        answer
    }

    /// Stops waiting for the gate itself; the writer goes on when what comes back is dropped.
    pub(crate) fn leave(self) -> mpsc::Sender<()> {
        self.open
    }

    /// Lets the writer go on.
    pub(crate) async fn open(self) {
        drop(self.open);
        self.held.await.unwrap();
    }
}

fn hand_over(answer: &mut Answer<'_>) -> Poll<Result<(), StoreError>> {
    answer
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}
