//! Beginning anew: what is said when a server's disk may hold what the log does not.

use landfall_core::id::{AccountNumber, Cursor, LogId, Revision};

use crate::{
    limits,
    wire::{Malformed, Reader, Writer},
};

/// From here on the log is read from `start`. That is the agent's cursor from now on; it notes on its disk that it is unswept,
/// and whatever it runs by revisions of another log or epoch counts as revision 0. It goes on serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resync {
    /// The log.
    pub log: LogId,
    /// From where it follows, in its present epoch: revision 0 when the disk may hold what this log never had, else where the
    /// stream is, when only tombstones may have been missed.
    pub start: Cursor,
    /// Where it ends at this moment.
    pub head: Revision,
}

/// A piece of the list of all slots in which something lives for the server's POP. When the last piece has come, whatever is
/// on the disk and in none of the pieces is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// Slots, in no particular order.
    pub slots: Vec<AccountNumber>,
    /// Whether it is the last piece.
    pub last: bool,
}

impl Resync {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self {
            log: reader.log()?,
            start: reader.cursor()?,
            head: reader.revision("head")?,
        })
    }

    pub(super) fn write(self, writer: &mut Writer) {
        writer.log(self.log);
        writer.cursor(self.start);
        writer.number(self.head.0);
    }
}

impl Sweep {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self {
            slots: reader.list("slots", limits::SLOTS, Reader::slot)?,
            last: reader.flag("last")?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.list(&self.slots, Writer::slot);
        writer.flag(self.last);
    }
}
