//! Bytes that are no frames.

use super::close;

/// Why bytes are no frames that this side takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// Bits are set that an extension would give a meaning; none was agreed on.
    #[error("a frame has reserved bits set")]
    Reserved,
    /// An opcode that RFC 6455 does not have.
    #[error("a frame has the opcode {0:#x}, which does not exist")]
    Opcode(u8),
    /// A text message; the feed has binary ones only.
    #[error("a text message; messages here are binary")]
    Text,
    /// A client's frame without a mask, or a server's with one.
    #[error("a frame is masked and must not be, or the other way round")]
    Mask,
    /// A length in more bytes than it needs, or of more than 63 bits.
    #[error("a frame's length is not in its shortest form")]
    Length,
    /// A ping, pong or close in pieces or of more than 125 bytes.
    #[error("a control frame is in pieces or too long")]
    Control,
    /// A piece of a message that was not begun, or a new message inside of another.
    #[error("the pieces of a message are out of order")]
    Pieces,
    /// A message beyond the limit.
    #[error("a message is longer than the {0} bytes allowed")]
    TooBig(usize),
    /// A close frame whose body is no code and text.
    #[error("a close frame's body is malformed")]
    Close,
}

impl FrameFault {
    /// The code of the close frame that answers it (RFC 6455, section 7.4).
    pub fn close_code(self) -> u16 {
        match self {
            Self::Text => close::UNSUPPORTED,
            Self::TooBig(_) => close::TOO_BIG,
            _ => close::PROTOCOL_ERROR,
        }
    }
}
