//! Making, changing and removing deployment zones (akana contract, section 7), each in one transaction with its event.
//!
//! What a zone can be is decided by the core. Here stands who may do it and where the zone is found: in the context that the
//! caller names, like when it is read, and with the right in the organization that the zone belongs to.

mod associate;
mod create;
mod delete;
mod event;
mod found;
mod place;
mod refused;
mod replace;

pub use place::{ZonePlace, ZoneSeen};
pub use refused::ZoneRefused;
