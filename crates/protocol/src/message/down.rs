//! What the control plane says. It says it the same way in every version so far, so that a frame is encoded once for all.

use bytes::Bytes;
use landfall_core::id::Revision;

use super::{Change, Refused, Resync, Sweep, Welcome};
use crate::{
    frame,
    wire::{Malformed, Reader, Writer},
};

const WELCOME: u8 = 0x81;
const CHANGE: u8 = 0x82;
const THROUGH: u8 = 0x83;
const RESYNC: u8 = 0x84;
const SWEEP: u8 = 0x85;
const HEARTBEAT: u8 = 0x86;
const ANNOUNCE: u8 = 0x87;
const REFUSED: u8 = 0x88;

/// A message of the control plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// The first one, unless it is a refusal.
    Welcome(Welcome),
    /// One entry of the log, for this server's POP, with a higher revision than the one before.
    Change(Change),
    /// The end of a batch.
    Through(Through),
    /// The log is read from its beginning.
    Resync(Resync),
    /// A piece of the list that ends a resync.
    Sweep(Sweep),
    /// Nothing else to say.
    Heartbeat,
    /// The stream will end soon.
    Announce(Announce),
    /// The stream ends here.
    Refused(Refused),
}

/// The end of a batch: nothing up to that revision is owed to this server any more, once it has applied what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Through {
    /// The revision. Entries for other POPs are passed over by it.
    pub revision: Revision,
}

/// The stream will end soon, and all others with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announce {
    /// Over how many seconds agents spread their attempts to connect again: each waits a random part of it.
    pub reconnect_seconds: u16,
}

impl Down {
    /// Reads a message. Payloads share the message's memory.
    pub fn decode(message: Bytes) -> Result<Self, Malformed> {
        let mut reader = Reader::new(message);
        let down = match reader.byte("kind")? {
            // Newer versions may add to it.
            WELCOME => return Ok(Self::Welcome(Welcome::read(&mut reader)?)),
            CHANGE => Self::Change(Change::read(&mut reader)?),
            THROUGH => Self::Through(Through {
                revision: reader.revision("through")?,
            }),
            RESYNC => Self::Resync(Resync::read(&mut reader)?),
            SWEEP => Self::Sweep(Sweep::read(&mut reader)?),
            HEARTBEAT => Self::Heartbeat,
            ANNOUNCE => Self::Announce(Announce {
                reconnect_seconds: reader.number_u16("reconnect window")?,
            }),
            REFUSED => Self::Refused(Refused::read(&mut reader)?),
            kind => return Err(Malformed::UnknownKind(kind)),
        };
        reader.end()?;
        Ok(down)
    }

    /// The message in bytes. Lists must be within their limits.
    pub fn encode(&self) -> Bytes {
        let mut writer = Writer::default();
        match self {
            Self::Welcome(welcome) => {
                writer.byte(WELCOME);
                welcome.write(&mut writer);
            }
            Self::Change(change) => {
                writer.byte(CHANGE);
                change.write(&mut writer);
            }
            Self::Through(through) => {
                writer.byte(THROUGH);
                writer.number(through.revision.0);
            }
            Self::Resync(resync) => {
                writer.byte(RESYNC);
                resync.write(&mut writer);
            }
            Self::Sweep(sweep) => {
                writer.byte(SWEEP);
                sweep.write(&mut writer);
            }
            Self::Heartbeat => writer.byte(HEARTBEAT),
            Self::Announce(announce) => {
                writer.byte(ANNOUNCE);
                writer.number(announce.reconnect_seconds.into());
            }
            Self::Refused(refused) => {
                writer.byte(REFUSED);
                refused.write(&mut writer);
            }
        }
        writer.finish()
    }

    /// The message as a frame of the control plane, to be shared by all who get it.
    pub fn frame(&self) -> Bytes {
        frame::plain(frame::Kind::Message, &self.encode())
    }
}
