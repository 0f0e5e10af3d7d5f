//! The first bytes of a frame.

use super::FrameFault;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation,
    Binary,
    Close,
    Ping,
    Pong,
}

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) last: bool,
    pub(super) opcode: Opcode,
    pub(super) mask: Option<[u8; 4]>,
    /// Bytes of the body.
    pub(super) length: u64,
    /// Bytes of the head itself.
    pub(super) size: usize,
}

impl Head {
    /// Reads a head; none as long as it is not whole. What is wrong is said as soon as it shows.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<Self>, FrameFault> {
        let Some(&[first, second]) = bytes.first_chunk() else {
            return Ok(None);
        };
        if first & 0x70 != 0 {
            return Err(FrameFault::Reserved);
        }
        let opcode = match first & 0x0f {
            0x0 => Opcode::Continuation,
            0x1 => return Err(FrameFault::Text),
            0x2 => Opcode::Binary,
            0x8 => Opcode::Close,
            0x9 => Opcode::Ping,
            0xa => Opcode::Pong,
            other => return Err(FrameFault::Opcode(other)),
        };
        let last = first & 0x80 != 0;
        let short = second & 0x7f;
        let control = matches!(opcode, Opcode::Close | Opcode::Ping | Opcode::Pong);
        if control && (!last || short > 125) {
            return Err(FrameFault::Control);
        }
        let rest = &bytes[2..];
        let (length, taken) = match short {
            126 => match rest.first_chunk() {
                Some(long) => (u64::from(u16::from_be_bytes(*long)), 2),
                None => return Ok(None),
            },
            127 => match rest.first_chunk() {
                Some(long) => (u64::from_be_bytes(*long), 8),
                None => return Ok(None),
            },
            short => (short.into(), 0),
        };
        let shortest = match taken {
            0 => true,
            2 => length > 125,
            _ => length > u64::from(u16::MAX) && i64::try_from(length).is_ok(),
        };
        if !shortest {
            return Err(FrameFault::Length);
        }
        let mask = if second & 0x80 == 0 {
            None
        } else {
            match rest[taken..].first_chunk() {
                Some(mask) => Some(*mask),
                None => return Ok(None),
            }
        };
        Ok(Some(Self {
            last,
            opcode,
            mask,
            length,
            size: 2 + taken + if mask.is_some() { 4 } else { 0 },
        }))
    }
}
