//! The encoding of values: numbers in as few bytes as they need, texts and lists behind their length.

mod malformed;
mod reader;
mod writer;

pub use malformed::Malformed;
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;
