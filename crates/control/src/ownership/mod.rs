//! Who counts the fleet.
//!
//! One process at a time does: the one that has the lease on it. It has the fleet in memory, hears what servers say, and
//! writes down how far they have got, under its fencing number. The others ask it. Where a store is open to one process
//! only, that process counts for as long as it lives, and none of this costs anything.

mod ask;
mod link;
mod pass;
mod state;
mod term;

pub use link::{FleetTypes, LinkError, OwnerLink, Question};
pub use pass::{PassedCommand, PassedReply};
pub use state::Role;
pub(crate) use state::{Owned, Ownership};
pub(crate) use term::{AGAIN, KEEP, LEASE, LOOK};
