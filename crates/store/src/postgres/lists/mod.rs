//! Counted lists in PostgreSQL, where many write at a time. A write adds what it has changed to a table of changes, of which
//! nobody waits for anybody, and readers count these with the blocks of the same snapshot. When enough have come together, the
//! next write that finds nobody else at it puts them into the blocks.

mod counters;
mod page;
mod rows;
mod snapshot;

#[cfg(test)]
mod tests;

pub(super) use counters::{Unfolded, note};
pub(super) use page::Listing;
pub(super) use rows::Rows;
pub(super) use snapshot::{Reading, in_snapshot};
