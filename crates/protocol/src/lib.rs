//! What the feed and its agents say to each other: bytes in, messages out, and the other way round. Nothing here does I/O,
//! reads a clock or draws a random number, so both sides and every test use the same code.
//!
//! - [`frame`] is the WebSocket wire format (RFC 6455) over the bare stream that is left of the upgraded request;
//!   [`handshake`] is what that request and its answer carry.
//! - [`Up`] are the messages of an agent, [`Down`] those of the control plane. Every length is bounded by [`limits`] before
//!   anything is set aside for it, and no bytes whatever make a decoder panic.
//! - [`Change`] carries everything that its signature covers; [`Trust`] checks it with the keys and the place that were pinned
//!   when the server was enrolled, and only then is it unpacked ([`unpack`]). [`ReadyKeys`] make the checks of many changes cheap.
//!
//! `docs/protocol.md` says the same for authors of agents in other languages.

pub mod frame;
pub mod handshake;
pub mod limits;
mod message;
mod ready;
mod signed;
mod trust;
mod unpack;
mod version;
mod wire;

pub use message::{
    Announce, Applied, Change, Down, ExceptionChange, ExceptionSet, Heartbeat, Hello, InstanceId,
    Reason, Received, Refused, Resync, Sweep, Through, Up, Welcome,
};
pub use ready::ReadyKeys;
pub use signed::{digest, sign, signed_bytes};
pub use trust::{Distrust, Trust};
pub use unpack::{Unpacking, unpack};
pub use version::Version;
pub use wire::Malformed;
