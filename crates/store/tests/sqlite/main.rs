//! What the embedded engine does beside the suite of every engine: commits that are shared, commands that go wrong, files.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod closing;
mod commands;
mod crash;
mod gate;
mod group_commit;
mod lock;
mod making;
mod opening;
mod place;
mod wal;
