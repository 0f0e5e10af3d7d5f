//! The state from its text. A file that is not whole is told from one that is not ours, since only the first may be set
//! aside.

use std::str::FromStr;

use landfall_core::id::{AccountNumber, Cursor, Timestamp};

use super::{
    Digest, Entry, Failed, State,
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

/// Reads what was written.
pub(super) fn read(bytes: &[u8]) -> Result<State, Unreadable> {
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
    let text = std::str::from_utf8(bytes).map_err(|_| torn("it is no text"))?;
    let body = text
        .strip_suffix('\n')
        .ok_or_else(|| torn("its last line has no end"))?;
    let end = body.rfind('\n').map_or(0, |at| at + 1);
    let (lines, last) = body.split_at(end);
    let sum = last.strip_prefix("end ").and_then(|sum| sum.parse().ok());
    if sum != Some(checksum(lines)) {
        return Err(torn("its last line does not fit the others"));
    }
    let mut state = State::default();
    for (number, line) in lines.lines().enumerate().skip(1) {
        let fault = || Unreadable::Torn(format!("line {} cannot be read", number + 1));
        take(&mut state, line).ok_or_else(fault)?;
    }
    Ok(state)
}

fn take(state: &mut State, line: &str) -> Option<()> {
    let (kind, rest) = line.split_once(' ')?;
    let mut words = rest.split(' ');
    match kind {
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
