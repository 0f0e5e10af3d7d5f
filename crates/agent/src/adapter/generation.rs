//! A small file beside the accounts' files that changes after each change of them, and last: whoever watches it sees a whole
//! set of files behind it.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

use crate::durable;

/// Its name.
pub(super) const NAME: &str = "generation";

/// What it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Generation {
    /// One more than before, with every change of the files.
    pub(super) generation: u64,
    /// How many accounts have files.
    pub(super) accounts: usize,
}

/// What the file says; the very first if it is missing or was damaged.
pub(super) fn read(folder: &Path) -> Generation {
    let bytes = fs::read(folder.join(NAME)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Says that the files have changed and that there are `accounts` of them now. Whoever calls it syncs the folder.
pub(super) fn advance(folder: &Path, accounts: usize, mode: u32) -> io::Result<()> {
    let generation = read(folder).generation + 1;
    let next = Generation {
        generation,
        accounts,
    };
    let text = serde_json::to_string(&next).expect("numbers can be written as JSON") + "\n";
    let beside = folder.join(format!(".{NAME}.new"));
    durable::write_beside(&beside, text.as_bytes(), mode, true)?;
    fs::rename(beside, folder.join(NAME))
}
