//! SQLite's write-ahead log, read as its format is documented: a header, then frames of one page each. The last frame of a
//! commit carries the database's size.

use std::path::Path;

/// How many commits the log beside the database at `path` holds.
pub(crate) fn commits(path: &Path) -> usize {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // It is made by the first write.
    let log = std::fs::read(log).unwrap_or_default();
    let Some((header, frames)) = log.split_at_checked(32) else {
        return 0;
    };
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
    let page = number(&header[8..12]) as usize;
    let salts = &header[16..24];
    frames
        .chunks_exact(24 + page)
        // Frames with other salts are left from before the log was begun anew.
        .take_while(|frame| &frame[8..16] == salts)
        .filter(|frame| number(&frame[4..8]) != 0)
        .count()
}
