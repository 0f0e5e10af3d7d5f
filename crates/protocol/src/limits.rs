//! The largest of everything. Whoever sends more is told so and cut off; whoever reads sets aside no more than this.

use std::time::Duration;

use landfall_core::rules::log::{MAX_DOCUMENT, MAX_PACKED};

/// Bytes of an agent's hello as a message, exceptions included.
pub const HELLO: usize = 2 * 1024 * 1024;
/// Bytes of any other message of an agent.
pub const UP: usize = 64 * 1024;
/// Bytes of a message of the control plane: a payload, and everything else of a change.
pub const DOWN: usize = PAYLOAD + 256 * 1024;
/// Bytes of a change's payload as it travels, compressed.
pub const PAYLOAD: usize = MAX_PACKED;
/// Bytes of a change's payload once unpacked.
pub const UNPACKED: usize = MAX_DOCUMENT;
/// POPs that a change may list.
pub const POPS: usize = 10_000;
/// Exceptions in a hello.
pub const EXCEPTIONS: usize = 100_000;
/// Changes of exceptions in one report; more of them go in several reports.
pub const EXCEPTION_CHANGES: usize = 256;
/// Slots in one piece of the list that ends a resync.
pub const SLOTS: usize = 4_096;
/// Bytes of a reason, in UTF-8.
pub const REASON: usize = 200;
/// Bytes of the names of an adapter, one of its capabilities, and an agent's version.
pub const NAME: usize = 64;
/// Capabilities of an adapter.
pub const CAPABILITIES: usize = 512;
/// How long after a batch has come whole an agent says so, unless it has applied it by then.
pub const RECEIVED_AFTER: Duration = Duration::from_millis(250);
/// Seconds between two words of one side, at the latest.
pub const HEARTBEAT_SECONDS: u16 = 10;
/// Seconds without a word after which a server is stale and its stream is closed.
pub const LEASE_SECONDS: u16 = 30;

/// A reason cut to its limit, at a character.
pub fn shortened(reason: &str) -> &str {
    &reason[..reason.floor_char_boundary(REASON)]
}
