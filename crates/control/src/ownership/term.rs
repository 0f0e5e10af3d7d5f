//! How long things about the lease take. Whoever dies is followed by another within the lease's length and a second.

use std::time::Duration;

/// How long the lease lasts when it is not kept.
pub(crate) const LEASE: Duration = Duration::from_secs(6);
/// How often it is kept: three tries before it ends.
pub(crate) const KEEP: Duration = Duration::from_secs(2);
/// How soon a try that failed is made again.
pub(crate) const AGAIN: Duration = Duration::from_millis(500);
/// How often somebody else's lease is looked at, at least.
pub(crate) const LOOK: Duration = Duration::from_secs(1);
/// How long a caller waits for an owner's answer, all tries together.
pub(super) const ASKING: Duration = Duration::from_secs(3);
/// How long one try may take.
pub(super) const ONE_TRY: Duration = Duration::from_millis(1_500);
/// How long servers may take to be heard of again after the fleet was read: their lease, and the time in which they come back.
pub(super) const COMING_BACK: Duration = Duration::from_secs(35);
/// How soon the next try is made when nothing has changed meanwhile.
pub(super) const NEXT_TRY: Duration = Duration::from_millis(100);
