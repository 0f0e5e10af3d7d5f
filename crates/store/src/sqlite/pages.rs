//! Copying a whole file, page by page, from one snapshot of it; the store may be served meanwhile.

use std::path::Path;

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use super::open::connect;
use crate::{
    StoreError,
    whole::{Progress, Unit},
};

/// Pages that are copied between two words about the progress.
const STEP: i32 = 4096;

/// A connection that reads one snapshot of the file at `path` from now on, whatever is written meanwhile, also by other
/// processes.
pub(crate) fn snapshot(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Foreign(format!(
            "there is no store at {}",
            path.display()
        )));
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA mmap_size = 0; BEGIN;")?;
    // The snapshot is taken by the first read. One that fails is reported by whoever asks what the file is.
    let _ = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    Ok(connection)
}

/// Copies the snapshot into the file at `to`, which exists, and leaves it without a write-ahead log.
pub(crate) fn copy_pages(
    from: &Connection,
    to: &Path,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let number = |name: &str| from.query_row(name, [], |row| row.get::<_, u64>(0));
    let (pages, size) = (number("PRAGMA page_count")?, number("PRAGMA page_size")?);
    progress.phase("copying", Unit::Bytes, Some(pages * size));
    let mut target = connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // What is written here is a draft; whoever publishes it sees to it that it is on disk.
    target.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    {
        let copy = Backup::new(from, &mut target)?;
        let mut left = pages;
        loop {
            match copy.step(STEP)? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => {
                    return Err(StoreError::Unavailable(format!(
                        "{} is in use by another program",
                        to.display()
                    )));
                }
            }
            let now = u64::try_from(copy.progress().remaining).unwrap_or(0);
            progress.advance(left.saturating_sub(now) * size);
            left = now;
        }
        progress.advance(left * size);
    }
    target.close().map_err(|(_, error)| error)?;
    // The copied header says that there is a write-ahead log.
    let target = connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    target.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE;")?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}
