//! Cutting a stream into lines, in bounded memory whatever comes.

use std::io::{BufRead, ErrorKind, Read};

/// The longest line, in bytes. A policy's rules are the longest text there is, and may come as 10 MiB: within a line each
/// quotation mark, backslash and line feed of theirs is two characters, and a thousand rules have other members too.
pub const LONGEST: usize = 24 << 20;

/// A line and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    /// Its number in the stream, from 1.
    pub number: u64,
    /// The line without its line feed, or what is wrong with it before it can be read.
    pub bytes: Result<Vec<u8>, Trouble>,
    /// How many bytes of the stream it took, with its line feed.
    pub taken: u64,
}

/// Why a line was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It is longer than [`LONGEST`].
    #[error("the line is longer than 24 MiB; no object is")]
    TooLong,
}

/// The lines of a stream. Empty ones are passed over.
#[derive(Debug)]
pub struct Lines<R> {
    from: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `from`, of which the first has the number 1.
    pub fn new(from: R) -> Self {
        Self { from, number: 0 }
    }

    /// The next line, none at the end. Of a line that is too long at most [`LONGEST`] bytes are ever held.
    pub fn next_line(&mut self) -> std::io::Result<Option<RawLine>> {
        let mut skipped = 0;
        loop {
            let mut bytes = Vec::new();
            let limit = LONGEST as u64 + 2;
            let read = (&mut self.from).take(limit).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            let mut taken = skipped + read as u64;
            let ended = bytes.last() == Some(&b'\n');
            if ended {
                bytes.pop();
            } else {
                taken += self.skip_rest(read as u64 == limit)?;
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if bytes.iter().all(u8::is_ascii_whitespace) && bytes.len() <= LONGEST {
                skipped = taken;
                continue;
            }
            let bytes = if bytes.len() > LONGEST {
                Err(Trouble::TooLong)
            } else {
                Ok(bytes)
            };
            let number = self.number;
            return Ok(Some(RawLine {
                number,
                bytes,
                taken,
            }));
        }
    }

    /// Passes over the rest of a line that is too long.
    fn skip_rest(&mut self, more: bool) -> std::io::Result<u64> {
        let mut skipped = 0;
        if !more {
            return Ok(skipped);
        }
        loop {
            let buffer = match self.from.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            let (used, ended) = match memchr::memchr(b'\n', buffer) {
                Some(place) => (place + 1, true),
                None => (buffer.len(), false),
            };
            self.from.consume(used);
            skipped += used as u64;
            if ended {
                break;
            }
        }
        Ok(skipped)
    }
}
