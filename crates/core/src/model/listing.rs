//! Pages of lists: what is asked for and what comes back.

use serde::{Deserialize, Serialize};

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows to leave out at the start.
    pub offset: u64,
    /// How many rows to give at most.
    pub limit: u32,
}

/// Rows of a list and the exact number of all of them, both from one snapshot of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// How many rows the whole list has, after filter and view.
    pub total: u64,
}
