//! Commands on whole stores: migrating, backing up, restoring, copying.

mod backup;
mod copy;
mod keys;
mod migrate;
mod restore;
mod watch;

pub(super) use backup::{BackupArguments, backup};
pub(super) use copy::{CopyArguments, copy};
pub(super) use migrate::{MigrateArguments, migrate};
pub(super) use restore::{RestoreArguments, restore};
