//! Slots in which a server runs something else than its cursor says.

use landfall_core::id::{AccountNumber, Revision};

use crate::{
    Version, limits,
    wire::{Malformed, Reader, Writer},
};

/// A slot in which a server runs something else than its cursor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionSet {
    /// The slot.
    pub slot: AccountNumber,
    /// The revision that it really runs; 0 for none, and for one of another epoch than its cursor's.
    pub running: Revision,
    /// Why, for people; may be empty.
    pub reason: String,
}

/// A change among a server's exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExceptionChange {
    /// The slot is one from now on, or runs something else than before, or for another reason.
    Set(ExceptionSet),
    /// The slot is none any more.
    Cleared(AccountNumber),
}

impl ExceptionSet {
    pub(super) fn read(reader: &mut Reader, reasons: bool) -> Result<Self, Malformed> {
        Ok(Self {
            slot: reader.slot()?,
            running: reader.revision("running")?,
            reason: if reasons {
                reader.text("reason", limits::REASON)?
            } else {
                String::new()
            },
        })
    }

    pub(super) fn write(&self, writer: &mut Writer, reasons: bool) {
        writer.slot(&self.slot);
        writer.number(self.running.0);
        if reasons {
            writer.text(limits::shortened(&self.reason));
        }
    }
}

impl ExceptionChange {
    pub(super) fn read(reader: &mut Reader, version: Version) -> Result<Self, Malformed> {
        if reader.flag("set")? {
            Ok(Self::Set(ExceptionSet::read(
                reader,
                version.has_reasons(),
            )?))
        } else {
            Ok(Self::Cleared(reader.slot()?))
        }
    }

    pub(super) fn write(&self, writer: &mut Writer, version: Version) {
        match self {
            Self::Set(set) => {
                writer.flag(true);
                set.write(writer, version.has_reasons());
            }
            Self::Cleared(slot) => {
                writer.flag(false);
                writer.slot(slot);
            }
        }
    }
}
