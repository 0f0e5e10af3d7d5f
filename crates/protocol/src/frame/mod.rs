//! WebSocket frames (RFC 6455) as the feed uses them: binary messages, pings, pongs and closes; no extensions, no texts.
//!
//! The control plane's frames are plain bytes that any number of streams can share. An agent's frames are masked, as the
//! standard wants it of clients.

mod close;
mod decoder;
mod encode;
mod fault;
mod head;

pub use close::{Close, NORMAL, PROTOCOL_ERROR, TOO_BIG, UNSUPPORTED};
pub use decoder::{Decoder, Frame, Side};
pub use encode::{Kind, masked, plain};
pub use fault::FrameFault;
