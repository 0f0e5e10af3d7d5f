//! From text to objects. This needs no store, so it can run beside the writing of the stretch before.

use landfall_core::model::Item;
use landfall_transfer::{Decoded, Fault, Lines, decode};

pub use landfall_transfer::LONGEST as LONGEST_LINE;

/// A line that was read: its number, and the object in it or what is wrong.
#[derive(Debug, Clone)]
pub struct ObjectLine {
    /// Its number in the file, from 1.
    pub number: u64,
    /// The object, or what is wrong.
    pub object: Result<Item, Fault>,
}

/// Reads a stretch of a file whose first line has the number `first`. Headers are passed over.
pub fn read_lines(first: u64, text: &[u8]) -> Vec<ObjectLine> {
    let mut lines = Lines::new(text);
    let mut read = Vec::new();
    // Reading from memory cannot fail.
    while let Ok(Some(line)) = lines.next_line() {
        let decoded = match line.bytes {
            Ok(bytes) => decode(&bytes),
            Err(trouble) => Err(Fault::of_line(trouble.to_string())),
        };
        let object = match decoded {
            Ok(Decoded::Header) => continue,
            Ok(Decoded::Item(item)) => Ok(item),
            Err(fault) => Err(fault),
        };
        read.push(ObjectLine {
            number: first.saturating_add(line.number - 1),
            object,
        });
    }
    read
}
