//! Where a stream is in its log, and whether it still owes the list that ends a resync.

use landfall_core::id::{AccountNumber, Cursor, Epoch, LogId, Revision, Timestamp};
use landfall_protocol::Hello;

use crate::serve::LogState;

/// Where a stream is in its log.
#[derive(Debug, Clone)]
pub(in crate::serve) struct Place {
    pub(in crate::serve) log: LogId,
    pub(in crate::serve) epoch: Epoch,
    /// Everything up to here was sent, or is for other POPs.
    pub(in crate::serve) position: Revision,
    /// Where the log ended at the hello, or when a resync began. Up to here the server catches up, and nothing is counted for it that it
    /// did not have before; so what newer entries up to here supersede need not be sent.
    pub(super) until: Revision,
    pub(super) sweep: SweepState,
}

/// How far a resync has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SweepState {
    /// There is none.
    None,
    /// The list is owed once the stream is at the head: the part behind this slot.
    Owed(Option<AccountNumber>),
    /// The list was sent at this position; the server has yet to say that it has got there and swept.
    Sent(Revision),
}

impl Place {
    /// Where the stream of a server begins that says this hello, when the log is like that.
    pub(in crate::serve) fn of(hello: &Hello, state: LogState) -> Self {
        let same_log = hello.log == Some(state.id);
        let known = same_log && hello.cursor.epoch == state.epoch;
        let position = if known && hello.cursor.revision <= state.head {
            hello.cursor.revision
        } else {
            Revision(0)
        };
        // An empty disk has nothing to be swept.
        let foreign = hello.log.is_some() && !known;
        let below = known && position < state.floor;
        Self {
            log: state.id,
            epoch: state.epoch,
            position,
            until: state.head,
            sweep: if foreign || below || hello.unswept {
                SweepState::Owed(None)
            } else {
                SweepState::None
            },
        }
    }

    /// Whether the list that ends a resync is still to be sent or followed.
    pub(in crate::serve) fn owes_sweep(&self) -> bool {
        self.sweep != SweepState::None
    }

    /// What the fleet is told of a hello. A cursor of another log says nothing here, and neither does one of a disk that may hold
    /// what the log does not have: until it is swept, nothing is counted.
    pub(in crate::serve) fn heard(&self, hello: &Hello, at: Timestamp) -> crate::Hello {
        let known = hello.log == Some(self.log) && hello.cursor.epoch == self.epoch;
        let above = hello.cursor.revision > self.position;
        let cursor = if known && (above || !self.owes_sweep()) {
            hello.cursor
        } else {
            self.nothing()
        };
        let running = |running| if known { running } else { Revision(0) };
        crate::Hello {
            cursor,
            exceptions: (hello.exceptions.iter())
                .map(|set| (set.slot.clone(), running(set.running)))
                .collect(),
            at,
        }
    }

    pub(super) fn nothing(&self) -> Cursor {
        Cursor {
            epoch: self.epoch,
            revision: Revision(0),
        }
    }
}
