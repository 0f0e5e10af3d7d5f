//! What is known of all servers together.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

use landfall_core::id::Revision;
use serde::Serialize;
use tokio::sync::Notify;

/// What servers have done so far, and where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// How many servers there are.
    pub servers: usize,
    /// How many have a stream: they were welcomed.
    pub connected: usize,
    /// How many do not dial any more: they were removed, revoked, or have a double.
    pub given_up: usize,
    /// Slots in which servers run something else than they should.
    pub exceptions: u64,
    /// Where the servers stand that are furthest behind.
    pub lowest: Revision,
    /// Where those stand that are furthest ahead.
    pub highest: Revision,
    /// Streams that were welcomed.
    pub streams: u64,
    /// Changes that came and were believed.
    pub changes: u64,
    /// Bytes of their payloads.
    pub payload_bytes: u64,
    /// Batches that were applied and confirmed.
    pub applied: u64,
    /// Why a stream ended last, or could not be opened.
    pub problem: Option<String>,
}

/// What others may know of one server.
#[derive(Debug, Default)]
pub(crate) struct Cell {
    /// How many of its states are on the disk.
    pub(crate) stored: AtomicU64,
    /// Told when there are more.
    pub(crate) notify: Notify,
    pub(crate) connected: AtomicBool,
    pub(crate) given_up: AtomicBool,
    pub(crate) revision: AtomicU64,
    pub(crate) exceptions: AtomicU32,
}

/// What only rises.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) streams: AtomicU64,
    pub(crate) changes: AtomicU64,
    pub(crate) payload_bytes: AtomicU64,
    pub(crate) applied: AtomicU64,
}

/// Sums up.
pub(crate) fn counts(cells: &[Cell], totals: &Totals, problem: Option<String>) -> Counts {
    let revisions = || cells.iter().map(|cell| cell.revision.load(Relaxed));
    Counts {
        servers: cells.len(),
        connected: (cells.iter())
            .filter(|cell| cell.connected.load(Relaxed))
            .count(),
        given_up: (cells.iter())
            .filter(|cell| cell.given_up.load(Relaxed))
            .count(),
        exceptions: (cells.iter())
            .map(|cell| u64::from(cell.exceptions.load(Relaxed)))
            .sum(),
        lowest: Revision(revisions().min().unwrap_or(0)),
        highest: Revision(revisions().max().unwrap_or(0)),
        streams: totals.streams.load(Relaxed),
        changes: totals.changes.load(Relaxed),
        payload_bytes: totals.payload_bytes.load(Relaxed),
        applied: totals.applied.load(Relaxed),
        problem,
    }
}
