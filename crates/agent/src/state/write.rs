//! The state as text: a line for each thing, and a last one by which a reader sees that all of it is there.

use std::fmt::Write;

use ring::digest::{SHA256, digest};

use super::{Content, Digest, Entry, Slot, State};

/// The first word of every state file, in all versions.
pub(super) const MARK: &str = "landfall-agent-state";
/// The version of the form that is written here.
pub(super) const VERSION: u32 = 1;

/// The state in the form of [`VERSION`].
pub(super) fn write(state: &State) -> String {
    let mut text = String::with_capacity(256 + state.slots.len() * 112);
    lines(state, &mut text).expect("writing to a string cannot fail");
    let sum = checksum(&text);
    writeln!(text, "end {sum}").expect("writing to a string cannot fail");
    text
}

/// What the last line says of all lines before it.
pub(super) fn checksum(lines: &str) -> Digest {
    let sum = digest(&SHA256, lines.as_bytes());
    Digest(sum.as_ref().try_into().expect("SHA-256 has 32 bytes"))
}

fn lines(state: &State, text: &mut String) -> std::fmt::Result {
    writeln!(text, "{MARK} {VERSION}")?;
    match state.log {
        Some(log) => writeln!(text, "log {log}")?,
        None => writeln!(text, "log -")?,
    }
    let cursor = state.cursor;
    writeln!(text, "cursor {} {}", cursor.epoch, cursor.revision)?;
    writeln!(text, "unswept {}", if state.unswept { "yes" } else { "no" })?;
    for (number, key) in &state.keys {
        writeln!(text, "key {number} {}", Digest(*key))?;
    }
    for (number, slot) in &state.slots {
        write_slot(text, number.as_str(), slot)?;
    }
    Ok(())
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
