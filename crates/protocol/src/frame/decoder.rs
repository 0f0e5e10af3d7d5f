//! Frames out of a stream of bytes, however it is cut.

use bytes::{Bytes, BytesMut};

use super::{
    Close, FrameFault,
    encode::apply_mask,
    head::{Head, Opcode},
};

/// Whose frames are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// An agent's: masked.
    Agent,
    /// The control plane's: not masked.
    ControlPlane,
}

/// A whole message or control frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A message.
    Message(Bytes),
    /// To be answered by a pong with the same body.
    Ping(Bytes),
    /// An answer to a ping.
    Pong(Bytes),
    /// The other side is done.
    Close(Close),
}

/// Cuts a stream of bytes into frames. It keeps what is not whole yet, never more than a message within the limit and what the
/// last read brought beyond it, and nothing at all between frames.
#[derive(Debug)]
pub struct Decoder {
    side: Side,
    limit: usize,
    buffer: BytesMut,
    /// The pieces of a message so far, when it comes in several.
    pieces: Option<BytesMut>,
}

impl Decoder {
    /// Reads frames of `side` with messages of at most `limit` bytes.
    pub fn new(side: Side, limit: usize) -> Self {
        Self {
            side,
            limit,
            buffer: BytesMut::new(),
            pieces: None,
        }
    }

    /// From the next frame on, messages have at most `limit` bytes.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Takes what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Where to read into, for large messages without a copy; reserve what [`Decoder::wanted`] says.
    pub fn buffer(&mut self) -> &mut BytesMut {
        &mut self.buffer
    }

    /// How many bytes are missing to the end of the frame that has begun, as far as can be told: at least 1, never more than the
    /// limits allow.
    pub fn wanted(&self) -> usize {
        let Ok(Some(head)) = Head::parse(&self.buffer) else {
            return 1;
        };
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        let whole = length.min(self.limit.max(125)) + head.size;
        whole.saturating_sub(self.buffer.len()).max(1)
    }

    /// Whether nothing of a frame has come yet.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty() && self.pieces.is_none()
    }

    /// The next whole frame, if it is there. After an error the stream cannot be read on.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameFault> {
        while let Some((head, body)) = self.next_piece()? {
            match head.opcode {
                Opcode::Ping => return Ok(Some(Frame::Ping(body.freeze()))),
                Opcode::Pong => return Ok(Some(Frame::Pong(body.freeze()))),
                Opcode::Close => return Ok(Some(Frame::Close(Close::decode(&body)?))),
                Opcode::Binary if head.last => return Ok(Some(Frame::Message(body.freeze()))),
                Opcode::Binary => self.pieces = Some(body),
                Opcode::Continuation => {
                    let mut message = self.pieces.take().ok_or(FrameFault::Pieces)?;
                    message.extend_from_slice(&body);
                    if head.last {
                        return Ok(Some(Frame::Message(message.freeze())));
                    }
                    self.pieces = Some(message);
                }
            }
        }
        Ok(None)
    }

    /// The next frame as it came, its mask taken off.
    fn next_piece(&mut self) -> Result<Option<(Head, BytesMut)>, FrameFault> {
        let Some(head) = Head::parse(&self.buffer)? else {
            if self.buffer.is_empty() {
                // Between frames a stream owns no memory.
                self.buffer = BytesMut::new();
            }
            return Ok(None);
        };
        if head.mask.is_some() != (self.side == Side::Agent) {
            return Err(FrameFault::Mask);
        }
        let most = match (head.opcode, &self.pieces) {
            (Opcode::Binary, Some(_)) | (Opcode::Continuation, None) => {
                return Err(FrameFault::Pieces);
            }
            (Opcode::Continuation, Some(pieces)) => self.limit.saturating_sub(pieces.len()),
            (Opcode::Binary, None) => self.limit,
            // The standard has a limit for these.
            (Opcode::Close | Opcode::Ping | Opcode::Pong, _) => 125,
        };
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        if length > most {
            return Err(FrameFault::TooBig(self.limit));
        }
        if self.buffer.len() < head.size + length {
            return Ok(None);
        }
        let mut body = self
            .buffer
            .split_to(head.size + length)
            .split_off(head.size);
        if let Some(mask) = head.mask {
            apply_mask(&mut body, mask);
        }
        Ok(Some((head, body)))
    }
}
