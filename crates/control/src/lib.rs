//! Use cases: the one way from a face of the product to the store and the fleet.
//!
//! [`Control`] is what a face holds. [`access`] says who calls, [`query`] answers what they ask within their view, [`admin`]
//! is what operators do, [`command`] what callers change, [`once`] keeps a repeated write from being done twice, [`log`] makes
//! entries of change logs, [`feed`] carries changes to servers, [`watch`] shows them land, [`events`] tells what happened, [`worker`] runs beside. One process
//! at a time counts the fleet ([`Role`]). Nothing here knows HTTP; nothing outside
//! of here writes to the store.

pub mod access;
pub mod admin;
mod clock;
pub mod command;
mod control;
mod error;
pub mod events;
pub mod feed;
pub mod log;
pub mod once;
mod ownership;
pub mod query;
mod record;
pub mod secret;
mod target;
pub mod watch;
pub mod worker;

pub use clock::{Clock, ManualClock, SystemClock};
pub use control::{ChangeRetention, Control, EventSettings, OrderSettings, Settings};
pub use error::ControlError;
pub use ownership::{FleetTypes, LinkError, OwnerLink, PassedCommand, PassedReply, Question, Role};
pub use record::Provenance;
pub use target::{Internal, Target};
