//! The check of a change, as an agent makes it.

use std::sync::Arc;

use bytes::Bytes;
use landfall_core::id::{Cursor, LogId};
use landfall_protocol::{Change, Down, Trust};

/// One receiver's.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) trust: Arc<Trust>,
    pub(super) log: LogId,
    pub(super) last: Cursor,
}

impl Check {
    /// Checks a change, and stands behind it from then on.
    pub(super) fn change(&mut self, change: &Change) -> Result<(), String> {
        let checked = self.trust.check(change, self.log, self.last);
        checked.map_err(|error| error.to_string())?;
        self.last.revision = change.revision;
        Ok(())
    }

    /// The same with a change that is still a message.
    pub(super) fn message(&mut self, message: Bytes) -> Result<(), String> {
        match Down::decode(message) {
            Ok(Down::Change(change)) => self.change(&change),
            Ok(other) => Err(format!("{other:?} is no change")),
            Err(error) => Err(error.to_string()),
        }
    }
}
