//! What is known about a connection from the outside: the stream and the bodies note what happens, the deadline reads it.
//!
//! The notes are relaxed atomics: in HTTP/1 one task writes and reads them, in HTTP/2 the reader looks again at its next deadline and a
//! late note only makes it more patient.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has come yet.
    New,
    /// A head has begun.
    Head,
    /// At least one request is being read, worked on or answered.
    Busy,
    /// Between requests.
    Idle,
    /// The last byte is sent; what the caller is still sending is thrown away.
    Closing,
}

/// The notes about one connection.
#[derive(Debug, Default)]
pub(super) struct Watch {
    in_flight: AtomicU32,
    moves: AtomicU32,
    head_begun: AtomicBool,
    unread: AtomicBool,
    closing: AtomicBool,
    write_blocked: AtomicBool,
    writes: AtomicU32,
}

impl Watch {
    pub(super) fn stage(&self) -> Stage {
        if self.closing.load(Relaxed) {
            Stage::Closing
        } else if self.in_flight.load(Relaxed) > 0 {
            Stage::Busy
        } else if self.head_begun.load(Relaxed) {
            Stage::Head
        } else if self.moves() == 0 {
            Stage::New
        } else {
            Stage::Idle
        }
    }

    /// Counts whatever a request gets done: its head, a piece of its body, a piece of its answer, its end.
    pub(super) fn moves(&self) -> u32 {
        self.moves.load(Relaxed)
    }

    pub(super) fn moved(&self) {
        self.moves.fetch_add(1, Relaxed);
    }

    /// Bytes came. While a request is on they are its body, otherwise the beginning of the next head.
    pub(super) fn read(&self) {
        if self.in_flight.load(Relaxed) == 0 {
            self.head_begun.store(true, Relaxed);
        }
    }

    /// Whether the stream takes no bytes at the moment, and how many times it has taken some.
    pub(super) fn write_blocked(&self) -> Option<u32> {
        let blocked = self.write_blocked.load(Relaxed);
        blocked.then(|| self.writes.load(Relaxed))
    }

    pub(super) fn wrote(&self) {
        self.writes.fetch_add(1, Relaxed);
        self.write_blocked.store(false, Relaxed);
    }

    pub(super) fn cannot_write(&self) {
        self.write_blocked.store(true, Relaxed);
    }

    /// A request's body was given up before its end.
    pub(super) fn left_unread(&self) {
        self.unread.store(true, Relaxed);
    }

    /// The connection is being closed; says whether the caller may still be sending.
    pub(super) fn close(&self) -> bool {
        self.closing.store(true, Relaxed);
        self.unread.load(Relaxed) || self.head_begun.load(Relaxed)
    }
}

/// A request on the way, from its head's end to its answer's end.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Watch>);

impl InFlight {
    pub(super) fn begin(watch: &Arc<Watch>) -> Self {
        watch.head_begun.store(false, Relaxed);
        watch.in_flight.fetch_add(1, Relaxed);
        watch.moved();
        Self(Arc::clone(watch))
    }

    pub(super) fn moved(&self) {
        self.0.moved();
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
        self.0.moved();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_goes_through_its_stages() {
        let watch = Arc::new(Watch::default());
        assert_eq!(watch.stage(), Stage::New);
        watch.read();
        assert_eq!(watch.stage(), Stage::Head);
        let request = InFlight::begin(&watch);
        assert_eq!(watch.stage(), Stage::Busy);
        watch.read();
        drop(request);
        assert_eq!(watch.stage(), Stage::Idle);
        watch.read();
        assert_eq!(watch.stage(), Stage::Head);
        assert!(watch.close());
        assert_eq!(watch.stage(), Stage::Closing);
    }

    #[test]
    fn a_body_that_was_left_unread_is_remembered() {
        let watch = Arc::new(Watch::default());
        drop(InFlight::begin(&watch));
        assert!(!watch.close());
        watch.left_unread();
        assert!(watch.close());
    }
}
