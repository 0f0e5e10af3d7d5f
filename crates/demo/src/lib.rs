//! The demonstration record, and the simulated data plane that keeps it lively.
//!
//! One tenant, [`credentials::TENANT`], holds what the examples of the four contracts show. [`load`] writes it into an
//! empty store: [`Scale::Fixtures`] is only that, the same every time, and [`Scale::Full`] puts a lively set around it which
//! changes none of the examples' answers. [`credentials`] are the fixed ways in; they are for a demonstration on the
//! machine itself and for tests, and nothing else ever has them. [`ids`] names the
//! fixed things. There are no machines behind the record's edge servers: [`spawn_data_plane`] speaks for those of the examples, and
//! the others are [admitted](admit), so that connections of a process can speak for them.

mod agents;
mod change;
mod counters;
pub mod credentials;
mod fixture;
pub mod ids;
mod insert;
mod lively;
mod load;
mod record;
mod rules;
mod simulation;
#[cfg(feature = "testing")]
pub mod testing;

pub use agents::{Admitted, Agent, admit};
pub use load::{Scale, load};
pub use record::Record;
pub use simulation::{Pace, SimulatedFleet, Voices, connects, spawn_data_plane};
