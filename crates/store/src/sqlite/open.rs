//! Opening and making a store.

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

use rusqlite::{Connection, OpenFlags};

use super::{SqliteStore, lock::Lock, migrate::migrate, readers::Readers, writer::Writer};
use crate::StoreError;

/// How many prepared statements a connection keeps.
pub(super) const STATEMENTS: usize = 256;

/// Whether a store may be made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Create {
    /// There must be one.
    Never,
    /// There must be none yet.
    New,
}

impl SqliteStore {
    /// Opens the store in the file at `path`, or makes it, for this process alone.
    pub fn open(path: &Path, create: Create) -> Result<Self, StoreError> {
        let exists = path.exists();
        match create {
            Create::Never if !exists => {
                return Err(StoreError::Foreign(format!(
                    "there is no store at {}; `landfall init` makes one",
                    path.display()
                )));
            }
            Create::New if exists => {
                return Err(StoreError::Conflict {
                    what: format!("a store at {}", path.display()),
                });
            }
            Create::Never | Create::New => {}
        }
        let lock = Lock::take(path)?;
        if create == Create::New {
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        }
        let connection = writing_connection(path, create == Create::New)?;
        let readers = Arc::new(Readers::new(path)?);
        let writer = Writer::start(connection)?;
        Ok(Self {
            writer,
            readers,
            _lock: lock,
        })
    }
}

fn writing_connection(path: &Path, new: bool) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Unavailable(format!(
            "{} cannot be used in WAL mode: is it on a network file system?",
            path.display()
        )));
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768;",
    )?;
    migrate(&mut connection, new)?;
    Ok(connection)
}
