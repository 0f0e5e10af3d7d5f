//! The state as text: a line for each thing, and one by which a reader sees that all of it is there. What has changed since is
//! written in the same way behind it, with a last line of its own.

use std::fmt::Write;

use ring::digest::{Context, SHA256};

use super::{Content, Digest, Entry, PublicKey, Slot, State};

/// The first word of every state file, in all versions.
pub(super) const MARK: &str = "landfall-agent-state";
/// The version of the form that is written here.
pub(super) const VERSION: u32 = 1;

/// A part of a file: lines, and the one that ends them.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) text: String,
    /// What the last line says.
    pub(super) sum: Digest,
}

impl Part {
    fn ended(mut text: String, before: Option<Digest>) -> Self {
        let sum = checksum(before, &text);
        writeln!(text, "end {sum}").expect("writing to a string cannot fail");
        Self { text, sum }
    }
}

/// The whole state in the form of [`VERSION`]: the first part of a file.
pub(super) fn whole(state: &State) -> Part {
    let mut text = String::with_capacity(256 + state.slots.len() * 112);
    let lines = |text: &mut String| {
        writeln!(text, "{MARK} {VERSION}")?;
        match state.seat {
            Some(seat) => writeln!(text, "seat {} {}", seat.server, seat.pop)?,
            None => writeln!(text, "seat -")?,
        }
        head(state, text)?;
        (state.keys.iter()).try_for_each(|(number, key)| write_key(text, *number, key))?;
        let mut slots = state.slots.iter();
        slots.try_for_each(|(number, slot)| write_slot(text, number.as_str(), slot))
    };
    lines(&mut text).expect("writing to a string cannot fail");
    Part::ended(text, None)
}

/// What is another thing in `after` than in `before`, as the part of a file behind the one that ends with that sum; none if parts
/// cannot say it, since they take no key back and have no seat.
pub(super) fn changes(before: &State, after: &State, sum: Digest) -> Option<Part> {
    let forgets = |number| !after.keys.contains_key(number);
    if before.seat != after.seat || before.keys.keys().any(forgets) {
        return None;
    }
    let mut text = String::new();
    let lines = |text: &mut String| {
        head(after, text)?;
        for (number, key) in &after.keys {
            if before.keys.get(number) != Some(key) {
                write_key(text, *number, key)?;
            }
        }
        changed_slots(before, after, text)
    };
    lines(&mut text).expect("writing to a string cannot fail");
    Some(Part::ended(text, Some(sum)))
}

/// Both are in order, so that they are gone through once, together.
fn changed_slots(before: &State, after: &State, text: &mut String) -> std::fmt::Result {
    let nothing = Slot::default();
    let mut old = before.slots.iter().peekable();
    for (number, new) in &after.slots {
        while let Some((gone, _)) = old.next_if(|(other, _)| *other < number) {
            writeln!(text, "gone {gone}")?;
        }
        let was = old.next_if(|(other, _)| *other == number);
        let was = was.map_or(&nothing, |(_, slot)| slot);
        if was == new {
            continue;
        }
        let loses_one = (was.running.is_some() && new.running.is_none())
            || (was.failed.is_some() && new.failed.is_none());
        if loses_one {
            writeln!(text, "gone {number}")?;
        }
        write_slot(text, number.as_str(), new)?;
    }
    old.try_for_each(|(gone, _)| writeln!(text, "gone {gone}"))
}

/// What a part's last line says of all lines before it, and of the part before it: a part belongs behind one other.
pub(super) fn checksum(before: Option<Digest>, lines: &str) -> Digest {
    let mut sum = Context::new(&SHA256);
    if let Some(before) = before {
        sum.update(&before.0);
    }
    sum.update(lines.as_bytes());
    Digest(
        sum.finish()
            .as_ref()
            .try_into()
            .expect("SHA-256 has 32 bytes"),
    )
}

fn head(state: &State, text: &mut String) -> std::fmt::Result {
    match state.log {
        Some(log) => writeln!(text, "log {log}")?,
        None => writeln!(text, "log -")?,
    }
    let cursor = state.cursor;
    writeln!(text, "cursor {} {}", cursor.epoch, cursor.revision)?;
    writeln!(text, "unswept {}", if state.unswept { "yes" } else { "no" })
}

fn write_key(text: &mut String, number: u64, key: &PublicKey) -> std::fmt::Result {
    writeln!(text, "key {number} {}", Digest(*key))
}

fn write_slot(text: &mut String, number: &str, slot: &Slot) -> std::fmt::Result {
    if let Some(entry) = &slot.running {
        write!(text, "running {number} ")?;
        write_entry(text, entry)?;
        text.push('\n');
    }
    if let Some(failed) = &slot.failed {
        write!(text, "failed {number} ")?;
        write_entry(text, &failed.wanted)?;
        // A line feed in a reason would end the line: it is written as JSON writes it.
        let reason = serde_json::Value::from(failed.reason.as_str());
        let (attempts, retry_at) = (failed.attempts, failed.retry_at.seconds());
        writeln!(text, " {attempts} {retry_at} {reason}")?;
    }
    Ok(())
}

fn write_entry(text: &mut String, entry: &Entry) -> std::fmt::Result {
    let (epoch, revision, generation) = (entry.epoch, entry.revision, entry.generation);
    write!(text, "{epoch} {revision} {generation} ")?;
    write_content(text, entry.content)
}

fn write_content(text: &mut String, content: Content) -> std::fmt::Result {
    match content {
        Some(digest) => write!(text, "{digest}"),
        None => text.write_char('-'),
    }
}
