//! Records as lines of JSON: what `landfall export` writes and `landfall import` reads, one business object a line.
//!
//! [`encode`] and [`decode`] go between a line and an [`Item`](landfall_core::model::Item) and name the member of everything
//! that is wrong; [`Lines`] cuts a stream into lines without ever holding a giant one; [`check`] has the rules that an object
//! keeps by itself; [`generate`] makes up a record of any size. The form is described for others by [`SCHEMA`].

mod check;
mod decode;
mod difference;
mod encode;
mod fault;
pub mod generate;
mod lines;
mod split;

pub use check::check;
pub use decode::{Decoded, decode};
pub use difference::differences;
pub use encode::{encode, header};
pub use fault::Fault;
pub use split::{LONGEST, Lines, RawLine, Trouble};

/// The form's JSON Schema, of one line.
pub const SCHEMA: &str = include_str!("schema.json");

/// The version of the form, which every file begins with.
pub const VERSION: u32 = 1;
