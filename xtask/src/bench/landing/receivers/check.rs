//! The check of a change, as an agent makes it.

use std::sync::Arc;

use bytes::Bytes;
use landfall_core::id::{Cursor, LogId};
use landfall_protocol::{Change, Down, ReadyKeys, Trust};

/// One receiver's.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) trust: Arc<Trust>,
    pub(super) log: LogId,
    pub(super) last: Cursor,
    /// What makes the checks of many changes cheap, if that is used.
    pub(super) ready: Option<Arc<ReadyKeys>>,
}

impl Check {
    /// Checks a change, and stands behind it from then on.
    pub(super) fn change(&mut self, change: &Change) -> Result<(), String> {
        let (log, last) = (self.log, self.last);
        let checked = match &self.ready {
            Some(ready) => self.trust.check_one_of_many(change, log, last, ready),
            None => self.trust.check(change, log, last),
        };
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
