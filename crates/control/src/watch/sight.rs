//! What watchers see.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use tokio::sync::watch;

use super::watches::Seat;
use crate::query::DeployLanding;

/// How far a deploy request had got at one instant, shared by all who watch it.
#[derive(Debug)]
pub struct Sight {
    /// Grows with every sight of a request.
    pub number: u64,
    /// How far it had got.
    pub landing: DeployLanding,
    written: [OnceLock<Bytes>; 2],
}

/// What is there to be seen.
#[derive(Debug, Clone, Default)]
pub(super) enum Seen {
    /// Nothing yet.
    #[default]
    Nothing,
    /// It could not be asked in the first place.
    Unavailable,
    /// This.
    At(Arc<Sight>),
}

/// What a watcher sees next.
#[derive(Debug, Clone)]
pub enum Watched {
    /// How far it has got now.
    Sight(Arc<Sight>),
    /// It cannot be told at the moment, and nothing was seen before; whoever waits on may see something.
    Unavailable,
}

/// A watcher's view of a deploy request. Dropping it makes room for another.
#[derive(Debug)]
pub struct LandingWatch {
    seen: watch::Receiver<Seen>,
    closing: watch::Receiver<bool>,
    is_new: bool,
    _seat: Seat,
}

impl Sight {
    pub(super) fn new(number: u64, landing: DeployLanding) -> Self {
        Self {
            number,
            landing,
            written: Default::default(),
        }
    }

    /// The sight in the words of the one face that has them, with the names of servers or without: each is written once for
    /// all watchers.
    pub fn written(&self, names_servers: bool, write: impl FnOnce(&Self) -> Bytes) -> Bytes {
        let written = &self.written[usize::from(names_servers)];
        written.get_or_init(|| write(self)).clone()
    }
}

impl LandingWatch {
    pub(super) fn new(
        seen: watch::Receiver<Seen>,
        closing: watch::Receiver<bool>,
        seat: Seat,
    ) -> Self {
        Self {
            seen,
            closing,
            is_new: true,
            _seat: seat,
        }
    }

    /// What is there to be seen: the first time at once, then whenever it has changed; sights that came between are passed
    /// over. None when nothing more will be seen: the request is gone, or the process stops. Giving up waiting loses nothing.
    pub async fn next(&mut self) -> Option<Watched> {
        loop {
            if *self.closing.borrow() {
                return None;
            }
            if !self.is_new {
                tokio::select! {
                    biased;
                    _ = self.closing.changed() => return None,
                    changed = self.seen.changed() => changed.ok()?,
                }
            }
            self.is_new = false;
            match self.seen.borrow_and_update().clone() {
                Seen::Nothing => {}
                Seen::Unavailable => return Some(Watched::Unavailable),
                Seen::At(sight) => return Some(Watched::Sight(sight)),
            }
        }
    }
}
