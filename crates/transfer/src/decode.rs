//! From a line to its object, with the member named of whatever is wrong.

use landfall_core::model::Item;
use serde_json::{Value, error::Category};
use serde_path_to_error::Track;

use crate::{
    Fault, VERSION, check,
    lines::{HeaderLine, Line},
};

/// What a line holds.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "headers are few")]
pub enum Decoded {
    /// The header: the form's version is one that is known.
    Header,
    /// An object that keeps the rules that can be told from it alone.
    Item(Item),
}

/// Reads a line, without its line feed.
pub fn decode(line: &[u8]) -> Result<Decoded, Fault> {
    let text = std::str::from_utf8(line).map_err(|error| {
        Fault::of_line(format!(
            "byte {} is not UTF-8, which the whole file has to be",
            error.valid_up_to() + 1
        ))
    })?;
    if is_header(text) {
        return header(text);
    }
    let item = read(text).map_err(|()| why(text))?;
    // A text with a NUL cannot be kept everywhere. The search is for the escape, which hardly any line has.
    if memchr::memmem::find(line, b"\\u0000").is_some()
        && let Some(member) = member_with_nul(text)
    {
        return Err(Fault::new(member, "a text cannot hold the character NUL"));
    }
    match check(&item) {
        None => Ok(Decoded::Item(item)),
        Some(fault) => Err(fault),
    }
}

fn is_header(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with("\"landfall\""))
}

fn header(text: &str) -> Result<Decoded, Fault> {
    let header: HeaderLine = serde_json::from_str(text)
        .map_err(|error| Fault::new("landfall", without_place(&error.to_string())))?;
    if header.landfall.version == VERSION {
        return Ok(Decoded::Header);
    }
    Err(Fault::new(
        "landfall.version",
        format!(
            "{} is not a version that this Landfall reads, which is {VERSION}",
            header.landfall.version
        ),
    ))
}

/// The fast way, which says nothing of what is wrong.
fn read(text: &str) -> Result<Item, ()> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let item = Line::deserialize(&mut reader).map_err(|_| ())?;
    reader.end().map_err(|_| ())?;
    Ok(item)
}

/// Reads a line that cannot be read once more, and keeps track of where.
fn why(text: &str) -> Fault {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
    let error = match Line::deserialize(tracked) {
        Err(error) => error,
        Ok(_) => match reader.end() {
            Err(_) => {
                return Fault::of_line("something follows the object; one object a line");
            }
            Ok(()) => return Fault::of_line("the line cannot be read"),
        },
    };
    let words = without_place(&error.to_string());
    let mut member = track.path().to_string();
    if member == "." || member == "?" {
        member.clear();
    }
    match error.classify() {
        Category::Eof => Fault::new(
            member,
            format!(
                "the line ends at column {}, before its object does",
                text.len()
            ),
        ),
        Category::Syntax | Category::Io => {
            Fault::new(member, format!("{words} at column {}", error.column()))
        }
        Category::Data => {
            // Members that are missing, unknown or repeated are named by the message alone.
            let named = words
                .strip_prefix("missing field `")
                .or_else(|| words.strip_prefix("unknown field `"))
                .or_else(|| words.strip_prefix("duplicate field `"))
                .and_then(|rest| rest.split_once('`'))
                .map(|(name, _)| name.to_owned());
            if let Some(name) = named {
                let parent = member
                    .strip_suffix(&name)
                    .map_or(member.as_str(), |rest| rest.trim_end_matches('.'));
                member = if parent.is_empty() {
                    name
                } else {
                    format!("{parent}.{name}")
                };
            }
            let words = words
                .replace("missing field", "missing member")
                .replace("unknown field", "unknown member")
                .replace("duplicate field", "duplicate member")
                .replace("unknown variant", "unknown word")
                .replace("struct variant", "object")
                .replace("struct ", "object ");
            Fault::new(member, words)
        }
    }
}

/// A message without the place in the line that serde_json puts behind it.
fn without_place(words: &str) -> String {
    match words.rfind(" at line ") {
        Some(place) => words[..place].to_owned(),
        None => words.to_owned(),
    }
}

fn member_with_nul(text: &str) -> Option<String> {
    fn find(value: &Value, path: &str) -> Option<String> {
        let below = |name: &str| {
            if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            }
        };
        match value {
            Value::String(text) => text.contains('\0').then(|| path.to_owned()),
            Value::Array(values) => values
                .iter()
                .enumerate()
                .find_map(|(index, value)| find(value, &format!("{path}[{index}]"))),
            Value::Object(members) => members
                .iter()
                .find_map(|(name, value)| find(value, &below(name))),
            _ => None,
        }
    }
    find(&serde_json::from_str(text).ok()?, "")
}
