//! What an agent says.

use bytes::Bytes;
use landfall_core::id::{Cursor, Revision};

use super::{ExceptionChange, Hello};
use crate::{
    Version, frame, limits,
    wire::{Malformed, Reader, Writer},
};

const HELLO: u8 = 0x01;
const RECEIVED: u8 = 0x02;
const APPLIED: u8 = 0x03;
const HEARTBEAT: u8 = 0x04;

/// A message of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Up {
    /// The first one, and only the first.
    Hello(Hello),
    /// A batch has come whole and was found good.
    Received(Received),
    /// A batch was applied, or exceptions have changed.
    Applied(Applied),
    /// Nothing else to say.
    Heartbeat(Heartbeat),
}

/// A batch has come whole and all its changes are what they say. Nothing was applied yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The end of the batch.
    pub through: Revision,
}

/// Where the server stands now. It is on its disk before this is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Up to where nothing is owed.
    pub cursor: Cursor,
    /// Whether the list that ends a resync is still to come.
    pub unswept: bool,
    /// What has changed among the exceptions since it last spoke, at most [`limits::EXCEPTION_CHANGES`]. Where there are more,
    /// several reports go out, and only the last one of them moves the cursor.
    pub changes: Vec<ExceptionChange>,
}

/// A word, so that the other side knows that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heartbeat {
    /// Why the whole server is stuck, for people: a full disk, a reload that was refused. Empty when it is not.
    pub trouble: String,
}

impl Up {
    /// Reads a message. A hello reads the same in every version; before one is agreed on, any will do.
    pub fn decode(version: Version, message: Bytes) -> Result<Self, Malformed> {
        let mut reader = Reader::new(message);
        let up = match reader.byte("kind")? {
            // Newer versions may add to it.
            HELLO => return Ok(Self::Hello(Hello::read(&mut reader)?)),
            RECEIVED => Self::Received(Received {
                through: reader.revision("through")?,
            }),
            APPLIED => Self::Applied(Applied {
                cursor: reader.cursor()?,
                unswept: reader.flag("unswept")?,
                changes: reader.list("changes", limits::EXCEPTION_CHANGES, |item| {
                    ExceptionChange::read(item, version)
                })?,
            }),
            HEARTBEAT => Self::Heartbeat(Heartbeat {
                trouble: if version.has_reasons() {
                    reader.text("trouble", limits::REASON)?
                } else {
                    String::new()
                },
            }),
            kind => return Err(Malformed::UnknownKind(kind)),
        };
        reader.end()?;
        Ok(up)
    }

    /// The message in bytes. Reasons are cut to their limit; lists must be within theirs.
    pub fn encode(&self, version: Version) -> Bytes {
        let mut writer = Writer::default();
        match self {
            Self::Hello(hello) => {
                writer.byte(HELLO);
                hello.write(&mut writer);
            }
            Self::Received(received) => {
                writer.byte(RECEIVED);
                writer.number(received.through.0);
            }
            Self::Applied(applied) => {
                writer.byte(APPLIED);
                writer.cursor(applied.cursor);
                writer.flag(applied.unswept);
                writer.list(&applied.changes, |writer, one| one.write(writer, version));
            }
            Self::Heartbeat(heartbeat) => {
                writer.byte(HEARTBEAT);
                if version.has_reasons() {
                    writer.text(limits::shortened(&heartbeat.trouble));
                }
            }
        }
        writer.finish()
    }

    /// The message as a frame of an agent. `mask` has to be drawn anew for each.
    pub fn frame(&self, version: Version, mask: [u8; 4]) -> Bytes {
        frame::masked(frame::Kind::Message, &self.encode(version), mask)
    }
}
