//! The body of a close frame.

use bytes::{BufMut as _, Bytes, BytesMut};

use super::{FrameFault, Kind, encode};

/// The stream is done.
pub const NORMAL: u16 = 1_000;
/// The other side does not keep to the protocol.
pub const PROTOCOL_ERROR: u16 = 1_002;
/// The other side sent a kind of message that is not taken.
pub const UNSUPPORTED: u16 = 1_003;
/// The other side sent too long a message.
pub const TOO_BIG: u16 = 1_009;

/// Bytes of the text, so that the whole stays within what a control frame can hold.
const TEXT: usize = 123;

/// Why a stream is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The code; none if the other side gave none.
    pub code: Option<u16>,
    /// A text for people.
    pub text: String,
}

impl Close {
    /// A close with a code.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            text: text.into(),
        }
    }

    /// The frame body. A text that is too long is cut.
    pub fn encode(&self) -> Bytes {
        let mut body = BytesMut::new();
        if let Some(code) = self.code {
            body.put_u16(code);
            let end = self.text.floor_char_boundary(TEXT);
            body.put_slice(&self.text.as_bytes()[..end]);
        }
        body.freeze()
    }

    /// The frame of the control plane.
    pub fn frame(&self) -> Bytes {
        encode::plain(Kind::Close, &self.encode())
    }

    pub(super) fn decode(body: &[u8]) -> Result<Self, FrameFault> {
        let Some((code, text)) = body.split_first_chunk::<2>() else {
            return if body.is_empty() {
                Ok(Self {
                    code: None,
                    text: String::new(),
                })
            } else {
                Err(FrameFault::Close)
            };
        };
        let code = u16::from_be_bytes(*code);
        // Codes that must not be sent (RFC 6455, section 7.4), and those that nobody has defined.
        if !matches!(code, 1_000..=1_003 | 1_007..=1_014 | 3_000..=4_999) {
            return Err(FrameFault::Close);
        }
        let text = std::str::from_utf8(text).map_err(|_| FrameFault::Close)?;
        Ok(Self::new(code, text))
    }
}
