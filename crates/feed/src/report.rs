//! What servers say, and what comes of it.

use landfall_core::id::{AccountNumber, Cursor, Revision, Timestamp};

/// What a server says when it connects. It is believed, also downwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Where it stands.
    pub cursor: Cursor,
    /// All slots in which it runs something else than its cursor says, with the revision that it really runs; 0 for none,
    /// and for whatever it applied in another epoch than its cursor's. A slot that is named twice has the last word.
    pub exceptions: Vec<(AccountNumber, Revision)>,
    /// When it was heard.
    pub at: Timestamp,
}

/// What a server says, while connected, when it has applied something or failed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it stands now.
    pub cursor: Cursor,
    /// What has changed among its exceptions since it last spoke.
    pub exceptions: Vec<ExceptionChange>,
    /// When it was heard.
    pub at: Timestamp,
}

/// A change among a server's exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionChange {
    /// The slot.
    pub slot: AccountNumber,
    /// The revision that really runs, 0 for none; no revision when the slot is no exception any more.
    pub running: Option<Revision>,
}

/// What came of a server's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    /// It has joined: from now on it is counted. Save it too, or it would be missing in the denominator behind a crash, and the
    /// percentages that were shown would rise by that alone.
    pub joined: bool,
    /// Something is counted no more that was counted before. Save the server's progress
    /// ([`Fleet::progress`](crate::Fleet::progress)) before answering it, or a crash would bring back the higher count.
    pub lowered: bool,
    /// It knows a history that is not the log's, and nothing is counted for it. The log needs a new epoch, the server a
    /// full resync.
    pub astray: bool,
}
