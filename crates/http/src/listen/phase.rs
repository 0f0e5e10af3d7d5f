//! What all connections are told at once: that others wait, that the server stops, that it stops now.
//!
//! A connection looks at one atomic each time it runs and takes a place in the waiting list only when that has changed, so that telling
//! costs nothing while there is nothing to tell.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::task::Context;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// What the server is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Serving, with connections to spare.
    Open,
    /// All connections are taken; idle ones go early.
    Full,
    /// Stopping: running requests are answered.
    Draining,
    /// Stopped: connections end where they are.
    Aborting,
}

/// The phase, and how often it was announced, in one word.
#[derive(Debug, Default)]
pub(super) struct Phases {
    word: AtomicU32,
    changed: Notify,
}

impl Phases {
    pub(super) fn now(&self) -> Phase {
        phase_of(self.word.load(SeqCst))
    }

    /// Sets the phase and wakes every connection.
    pub(super) fn announce(&self, phase: Phase) {
        let announced = self.word.load(SeqCst) >> 2;
        self.word
            .store((announced.wrapping_add(1) << 2) | phase as u32, SeqCst);
        self.changed.notify_waiters();
    }

    /// Goes back to serving; nobody needs to be woken for that.
    pub(super) fn relax(&self) {
        let announced = self.word.load(SeqCst) & !3;
        self.word.store(announced | Phase::Open as u32, SeqCst);
    }

    /// Waits until the phase is at least this.
    pub(super) async fn reached(&self, phase: Phase) {
        loop {
            let changed = self.changed.notified();
            if self.now() >= phase {
                return;
            }
            changed.await;
        }
    }

    /// A place in the waiting list, not yet taken.
    pub(super) fn listen(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Returns the phase, and makes sure that the task of `context` is woken by the next announcement. `heard` is the listener's own
    /// memory and starts at `None`.
    pub(super) fn hear<'a>(
        &'a self,
        mut place: Pin<&mut Notified<'a>>,
        heard: &mut Option<u32>,
        context: &mut Context<'_>,
    ) -> Phase {
        loop {
            let word = self.word.load(SeqCst);
            if heard.is_some_and(|heard| heard >> 2 == word >> 2) {
                return phase_of(word);
            }
            *heard = Some(word);
            place.set(self.changed.notified());
            // Pending takes the place; ready means another announcement, which the next turn sees.
            let _ = place.as_mut().poll(context);
        }
    }
}

fn phase_of(word: u32) -> Phase {
    match word & 3 {
        0 => Phase::Open,
        1 => Phase::Full,
        2 => Phase::Draining,
        _ => Phase::Aborting,
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::task::{Wake, Waker};

    use super::*;

    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Wake for Counter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    #[test]
    fn every_announcement_wakes_once_also_after_relaxing() {
        let counter = Arc::new(Counter::default());
        let waker = Waker::from(Arc::clone(&counter));
        let mut context = Context::from_waker(&waker);
        let phases = Phases::default();
        let mut place = pin!(phases.listen());
        let mut heard = None;
        let mut hear = || phases.hear(place.as_mut(), &mut heard, &mut context);

        assert_eq!(hear(), Phase::Open);
        for round in 1..=3 {
            phases.announce(Phase::Full);
            assert_eq!(counter.0.load(SeqCst), round);
            assert_eq!(hear(), Phase::Full);
            phases.relax();
            assert_eq!(hear(), Phase::Open);
        }
        phases.announce(Phase::Draining);
        phases.announce(Phase::Aborting);
        assert_eq!(hear(), Phase::Aborting);
        assert_eq!(counter.0.load(SeqCst), 4);
    }
}
