//! Work that is looked for again and again, and a trouble with it that is told of once.

use std::{fmt::Display, time::Duration};

use tokio::{
    sync::Notify,
    time::{Interval, MissedTickBehavior, interval},
};

/// Whether tries fail. It is said in the log when that begins, and not again, however long it goes on.
pub(super) struct Trouble {
    /// What cannot be done then.
    what: &'static str,
    lasts: bool,
}

impl Trouble {
    /// None so far.
    pub(super) fn none(what: &'static str) -> Self {
        Self { what, lasts: false }
    }

    /// What a try has brought; none if it has failed.
    pub(super) fn with<T>(&mut self, tried: Result<T, impl Display>) -> Option<T> {
        let was = self.lasts;
        self.lasts = tried.is_err();
        tried
            .inspect_err(|error| {
                if !was {
                    tracing::warn!(%error, "{}; this is tried again", self.what);
                }
            })
            .ok()
    }
}

/// When something is looked for: as often as that, and whenever it is asked for.
pub(super) struct Looks<'n> {
    timer: Interval,
    asked: &'n Notify,
}

impl<'n> Looks<'n> {
    /// The first is due at once.
    pub(super) fn new(every: Duration, asked: &'n Notify) -> Self {
        let mut timer = interval(every);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { timer, asked }
    }

    /// Waits for the next one.
    pub(super) async fn due(&mut self) {
        tokio::select! {
            _ = self.timer.tick() => {}
            () = self.asked.notified() => {}
        }
    }
}
