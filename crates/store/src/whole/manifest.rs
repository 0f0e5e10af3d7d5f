//! What a backup says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The form of backups that this program writes, and the newest that it reads.
pub(super) const FORMAT: u32 = 1;

/// What a backup says about itself. It is a document in the backup's table `backup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup.
    pub format: u32,
    /// The version of the program that took it.
    pub landfall: String,
    /// The version of the schema.
    pub schema: usize,
    /// The engine that the store was kept by: `sqlite` or `postgres`.
    pub engine: String,
    /// When it was begun, in seconds since 1970, UTC.
    pub taken_at: i64,
    /// The rows of each table.
    pub rows: BTreeMap<String, u64>,
}

impl Manifest {
    /// The rows of all tables.
    pub fn total_rows(&self) -> u64 {
        self.rows.values().sum()
    }
}
