//! The agent as a whole: the real feed over real sockets, real files, real commands, and real processes that are killed. The
//! change log is in memory, at the seam where the record stands otherwise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod control_plane;
mod edge;
mod ends;
mod failing;
mod host;
mod hostile;
mod killed;
mod landing;
mod secured;
