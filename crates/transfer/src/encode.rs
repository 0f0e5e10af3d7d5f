//! From an object to its line.

use landfall_core::model::Item;

use crate::{
    VERSION,
    lines::{Header, HeaderLine, Line},
};

/// Puts an object's line, with its line feed, behind what is in `to`. On an error, which a number that is no number makes,
/// nothing is put there.
pub fn encode(item: &Item, to: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let before = to.len();
    let written = Line::serialize(item, &mut serde_json::Serializer::new(&mut *to));
    if written.is_err() {
        to.truncate(before);
    } else {
        to.push(b'\n');
    }
    written
}

/// The line that every file begins with, with its line feed.
pub fn header() -> Vec<u8> {
    let header = HeaderLine {
        landfall: Header { version: VERSION },
    };
    let mut line = serde_json::to_vec(&header).expect("two members with a number");
    line.push(b'\n');
    line
}
