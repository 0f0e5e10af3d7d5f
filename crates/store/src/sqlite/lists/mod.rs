//! Counted lists in SQLite. There is one writer, so what commands have changed is put into the blocks once per commit,
//! right before it, and readers find the blocks exact.

mod counters;
mod page;
mod rows;

#[cfg(test)]
mod tests;

pub(super) use page::Listing;
pub(super) use rows::Rows;
