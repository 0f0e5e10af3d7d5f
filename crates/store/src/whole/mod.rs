//! Whole stores: backups of a store that is served, restores, and moves from one engine to the other.
//!
//! A backup is one SQLite file with the embedded engine's schema, whichever engine it was taken of, so that there is one
//! format. Between files whole pages are copied. Between engines rows travel in the form of PostgreSQL's binary COPY, table
//! by table as the schema itself lists them, so that a table or a column that is added later cannot be forgotten. Everything
//! is read from one snapshot and appears at its new place at once or not at all.

mod arrival;
mod backup;
mod carry;
mod manifest;
mod place;
mod progress;
mod restore;
mod seal;
mod source;
mod table;
mod version;

pub use arrival::{Arrival, Arrived, Tokens};
pub use backup::{Taken, back_up};
pub use manifest::Manifest;
pub use place::Place;
pub use progress::{Progress, Unit};
pub use restore::Backup;
pub use source::{Copied, Ending, Source};
pub use version::{SchemaVersion, schema_version};

pub(crate) use arrival::statements;
pub(crate) use carry::{BROKE_OFF, Batch, Rows};
pub(crate) use table::{Column, Kind, NOT_COPIED, Table, in_order, moves, quoted};
