//! Frames from bodies. Every frame is whole: nothing is sent in pieces.

use bytes::{BufMut as _, Bytes, BytesMut};

/// What a frame that we send is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A binary message.
    Message,
    /// The end of the stream.
    Close,
    /// Asks for a pong.
    Ping,
    /// Answers a ping, with its body.
    Pong,
}

impl Kind {
    fn first_byte(self) -> u8 {
        0x80 | match self {
            Self::Message => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xa,
        }
    }
}

/// The control plane's frame: the same bytes for everybody. The body of anything but a message has at most 125 bytes.
pub fn plain(kind: Kind, body: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(body.len() + 10);
    put_head(&mut frame, kind, body.len(), 0);
    frame.put_slice(body);
    frame.freeze()
}

/// An agent's frame. `mask` has to be drawn anew for each, so that what lies between cannot be tricked by the bytes.
pub fn masked(kind: Kind, body: &[u8], mask: [u8; 4]) -> Bytes {
    let mut frame = BytesMut::with_capacity(body.len() + 14);
    put_head(&mut frame, kind, body.len(), 0x80);
    frame.put_slice(&mask);
    let start = frame.len();
    frame.put_slice(body);
    apply_mask(&mut frame[start..], mask);
    frame.freeze()
}

fn put_head(frame: &mut BytesMut, kind: Kind, length: usize, mask_bit: u8) {
    frame.put_u8(kind.first_byte());
    if let Ok(short @ 0..=125) = u8::try_from(length) {
        frame.put_u8(mask_bit | short);
    } else if let Ok(long) = u16::try_from(length) {
        frame.put_u8(mask_bit | 0x7e);
        frame.put_u16(long);
    } else {
        frame.put_u8(mask_bit | 0x7f);
        frame.put_u64(length as u64);
    }
}

/// Masks a body, or takes the mask off: the same thing.
pub(super) fn apply_mask(body: &mut [u8], mask: [u8; 4]) {
    let word = u32::from_ne_bytes(mask);
    let (words, rest) = body.as_chunks_mut::<4>();
    for bytes in words {
        *bytes = (u32::from_ne_bytes(*bytes) ^ word).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}
