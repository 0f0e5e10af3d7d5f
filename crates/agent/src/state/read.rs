//! The state from its text. A file that is not whole is told from one that is not ours, since only the first may be set
//! aside; and a last part that was cut off while it was written from parts that were whole once.

use std::str::FromStr;

use landfall_core::id::{AccountNumber, Cursor, Timestamp};

use super::{
    Digest, Entry, Failed, Seat, State,
    write::{MARK, VERSION, checksum},
};

/// Why a text is no state.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Some other program's file.
    Foreign,
    /// Written by a version of the agent that this one does not know.
    Version(String),
    /// Ours, but not whole, with where it was found out.
    Torn(String),
}

/// What a file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) state: State,
    /// Bytes behind the last whole part. They were being written when the agent ended, and nothing of them was said to anybody.
    pub(super) cut_off: usize,
}

/// Reads what was written.
pub(super) fn read(bytes: &[u8]) -> Result<Text, Unreadable> {
    let torn = |why: &str| Unreadable::Torn(why.to_owned());
    if bytes.is_empty() {
        return Err(torn("it is empty"));
    }
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    let version = (std::str::from_utf8(first).ok())
        .and_then(|line| line.strip_prefix(MARK)?.strip_prefix(' '))
        .ok_or(Unreadable::Foreign)?;
    if version.parse() != Ok(VERSION) {
        return Err(Unreadable::Version(version.chars().take(20).collect()));
    }
    let mut state = State::default();
    let (mut at, mut line, mut sum) = (0, 0, None);
    while at < bytes.len() {
        let part = part(&bytes[at..], sum);
        let Some((lines, length, next)) = part else {
            if sum.is_none() {
                return Err(torn("its first part is not whole"));
            }
            // One part is written at a time: whatever is behind it says that this one was whole once.
            if is_more_than_a_part(&bytes[at..]) {
                return Err(torn("a part in it does not fit the one before"));
            }
            break;
        };
        // The first line is the file's name.
        for text in lines.lines().skip(usize::from(sum.is_none())) {
            line += 1;
            let fault = || Unreadable::Torn(format!("entry {line} cannot be read"));
            take(&mut state, text).ok_or_else(fault)?;
        }
        (at, sum) = (at + length, Some(next));
    }
    Ok(Text {
        state,
        cut_off: bytes.len() - at,
    })
}

/// The part that the bytes begin with: its lines, its length and its sum; none if it is not whole.
fn part(bytes: &[u8], before: Option<Digest>) -> Option<(&str, usize, Digest)> {
    let end = ends(bytes).next()?;
    let lines = std::str::from_utf8(&bytes[..end.begins]).ok()?;
    let sum: Digest = std::str::from_utf8(end.sum).ok()?.parse().ok()?;
    (checksum(before, lines) == sum).then_some((lines, end.after, sum))
}

/// Whether anything stands behind the end of the first part, or another one begins.
fn is_more_than_a_part(bytes: &[u8]) -> bool {
    let lines = bytes.split(|byte| *byte == b'\n');
    let beginnings = lines.filter(|line| line.starts_with(b"log ")).count();
    beginnings > 1 || ends(bytes).any(|end| end.after < bytes.len())
}

/// A line that ends a part.
struct End<'a> {
    begins: usize,
    sum: &'a [u8],
    /// Where the next part begins.
    after: usize,
}

/// The lines that end parts, with their line feeds.
fn ends(bytes: &[u8]) -> impl Iterator<Item = End<'_>> {
    let mut begins = 0;
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.filter_map(move |line| {
        let at = begins;
        begins += line.len();
        let sum = line.strip_prefix(b"end ")?.strip_suffix(b"\n")?;
        Some(End {
            begins: at,
            sum,
            after: begins,
        })
    })
}

fn take(state: &mut State, line: &str) -> Option<()> {
    let (kind, rest) = line.split_once(' ')?;
    let mut words = rest.split(' ');
    match kind {
        "seat" => {
            state.seat = if rest == "-" {
                None
            } else {
                Some(Seat {
                    server: next(&mut words)?,
                    pop: next(&mut words)?,
                })
            }
        }
        "log" => {
            state.log = if rest == "-" {
                None
            } else {
                Some(rest.parse().ok()?)
            }
        }
        "cursor" => {
            state.cursor = Cursor {
                epoch: next(&mut words)?,
                revision: next(&mut words)?,
            };
        }
        "unswept" => state.unswept = ["no", "yes"].iter().position(|word| *word == rest)? == 1,
        "key" => {
            let (number, key): (u64, Digest) = (next(&mut words)?, next(&mut words)?);
            state.keys.insert(number, key.0);
        }
        "gone" => {
            state.slots.remove(&next::<AccountNumber>(&mut words)?);
        }
        "running" => {
            let number: AccountNumber = next(&mut words)?;
            state.slots.entry(number).or_default().running = Some(entry(&mut words)?);
        }
        "failed" => {
            let number: AccountNumber = next(&mut words)?;
            let mut words = rest.splitn(8, ' ').skip(1);
            let failed = Failed {
                wanted: entry(&mut words)?,
                attempts: next(&mut words)?,
                retry_at: Timestamp::from_seconds(next(&mut words)?),
                reason: serde_json::from_str(words.next()?).ok()?,
            };
            state.slots.entry(number).or_default().failed = Some(failed);
        }
        _ => return None,
    }
    Some(())
}

fn entry<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Entry> {
    Some(Entry {
        epoch: next(words)?,
        revision: next(words)?,
        generation: next(words)?,
        content: match words.next()? {
            "-" => None,
            digest => Some(digest.parse().ok()?),
        },
    })
}

fn next<'a, T: FromStr>(words: &mut impl Iterator<Item = &'a str>) -> Option<T> {
    words.next()?.parse().ok()
}
