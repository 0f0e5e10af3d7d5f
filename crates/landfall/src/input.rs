//! What commands read from files and from standard input.

use std::{io::Read as _, path::Path};

use serde_json::{Map, Value};

use crate::error::CommandError;

/// Reads a file, or standard input where it is called `-`.
pub(crate) fn text_of(path: &Path) -> Result<String, CommandError> {
    if path == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        read.map_err(CommandError::file(path))?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(CommandError::file(path))
}

/// Reads a JSON object from there.
pub(crate) fn object_of(path: &Path) -> Result<Map<String, Value>, CommandError> {
    let text = text_of(path)?;
    serde_json::from_str(&text).map_err(|error| {
        let path = path.display();
        CommandError::Usage(format!("{path}: has to be a JSON object ({error})"))
    })
}
