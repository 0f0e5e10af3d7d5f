//! Opening and making a store.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    Options, SqliteStore,
    lock::{Lock, beside},
    migrate::{migrate, recognize},
    readers::Readers,
    writer::Writer,
};
use crate::{Create, StoreError};

/// How many prepared statements a connection keeps.
pub(super) const STATEMENTS: usize = 256;
/// How long a statement waits for a lock that a program beside Landfall holds, such as a backup by hand.
pub(super) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

impl SqliteStore {
    /// Opens the store in the file at `path`, or makes it, for this process alone.
    ///
    /// A store is made under another name and takes its own when it is whole and on disk, so that whatever interrupts this
    /// leaves a store or none.
    pub fn open(path: &Path, create: Create) -> Result<Self, StoreError> {
        Self::open_with(path, create, &Options::default())
    }

    /// The same with other options.
    pub fn open_with(path: &Path, create: Create, options: &Options) -> Result<Self, StoreError> {
        let path = resolved(path, create)?;
        if create == Create::New {
            // Before the lock is taken too, so that a refusal leaves no lock file behind.
            refuse_existing(&path)?;
        }
        let lock = Lock::take(&path)?;
        if create == Create::New {
            refuse_existing(&path)?;
            make(&path)?;
        }
        let connection = writing_connection(&path)?;
        let readers = Arc::new(Readers::new(&path, options.statement)?);
        let writer = Writer::start(connection, Arc::downgrade(&readers), lock)?;
        Ok(Self { readers, writer })
    }
}

fn unavailable(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |error| StoreError::Unavailable(format!("{}: {error}", path.display()))
}

/// The path without symbolic links: whoever comes by another name has to find the same lock.
fn resolved(path: &Path, create: Create) -> Result<PathBuf, StoreError> {
    match create {
        Create::Never => match path.canonicalize() {
            Ok(path) => Ok(path),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(StoreError::Foreign(format!(
                "there is no store at {}; `landfall init` makes one",
                path.display()
            ))),
            Err(error) => Err(unavailable(path)(error)),
        },
        Create::New => {
            let folder = match path.parent() {
                Some(folder) if folder != Path::new("") => folder,
                _ => Path::new("."),
            };
            let name = path.file_name().ok_or_else(|| {
                StoreError::Foreign(format!("{} does not name a file", path.display()))
            })?;
            Ok(folder
                .canonicalize()
                .map_err(unavailable(folder))?
                .join(name))
        }
    }
}

/// Refuses to make a store where there is one, or where a part of one lies: SQLite would take a log that was left behind
/// for the new file's own.
fn refuse_existing(path: &Path) -> Result<(), StoreError> {
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Conflict {
            what: format!("a store at {}", path.display()),
        });
    }
    for suffix in ["-wal", "-journal"] {
        let left = beside(path, suffix);
        if left.symlink_metadata().is_ok() {
            return Err(StoreError::Foreign(format!(
                "{} was left behind by a store that is no longer beside it; move it away first",
                left.display()
            )));
        }
    }
    Ok(())
}

/// Makes an empty store at `path`.
fn make(path: &Path) -> Result<(), StoreError> {
    build(path, |draft| {
        let mut connection = connect(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // With its rollback journal SQLite has no other file beside it when the commit returns.
        connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
        migrate(&mut connection, 0)?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(())
    })
}

/// Makes a store at `path`, where none may be, of what `fill` puts into the file that it is given: all of it or none.
pub(crate) fn make_filled<T>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let path = resolved(path, Create::New)?;
    refuse_existing(&path)?;
    let _lock = Lock::take(&path)?;
    refuse_existing(&path)?;
    build(&path, fill)
}

/// Fails unless the store at `path` can be put aside, so that this is known before everything is copied.
pub(crate) fn try_aside(path: &Path) -> Result<(), StoreError> {
    let path = resolved(path, Create::Never)?;
    free_aside(&path)?;
    // Whoever can make a file in a folder can give the ones there other names.
    let folder = path.parent().unwrap_or(Path::new("/"));
    tempfile::tempfile_in(folder).map(drop).map_err(|error| {
        StoreError::Unavailable(format!(
            "the store at {} could not be put aside afterwards ({}: {error}); nothing was copied",
            path.display(),
            folder.display()
        ))
    })
}

/// The first other name that is free: stores that were put aside before stay what they are.
fn free_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let names = (1..=1000).map(|number| match number {
        1 => beside(path, ".moved"),
        _ => beside(path, &format!(".moved.{number}")),
    });
    let is_free = |name: &PathBuf| matches!(name.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound);
    let free = { names }.find(is_free);
    free.ok_or_else(|| StoreError::Conflict {
        what: format!(
            "a file of every name from {0}.moved to {0}.moved.1000",
            path.display()
        ),
    })
}

/// Puts the store at `path`, which nobody has open, aside under another name, and says which.
pub(crate) fn put_aside(path: &Path) -> Result<String, StoreError> {
    let path = resolved(path, Create::Never)?;
    let _lock = Lock::take(&path)?;
    let aside = free_aside(&path)?;
    fs::rename(&path, &aside).map_err(unavailable(&aside))?;
    sync_folder_of(&path)?;
    Ok(aside.display().to_string())
}

fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(unavailable(folder))
}

/// Lets `fill` work on a file under another name, which gets its own when it is whole and on disk. `fill` leaves it closed,
/// with no journal beside it.
fn build<T>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let draft = beside(path, ".new");
    let clear = || {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let left = beside(&draft, suffix);
            match fs::remove_file(&left) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(unavailable(&left)(error));
                }
                _ => {}
            }
        }
        Ok(())
    };
    clear()?;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .map_err(unavailable(&draft))?;
    let filled = fill(&draft).inspect_err(|_| {
        let _ = clear();
    })?;
    File::open(&draft)
        .and_then(|file| file.sync_all())
        .map_err(unavailable(&draft))?;
    fs::rename(&draft, path).map_err(unavailable(path))?;
    sync_folder_of(path)?;
    Ok(filled)
}

/// A connection as every use of the store wants it.
pub(crate) fn connect(path: &Path, mode: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(PATIENCE)?;
    // Plans follow from the text of a statement alone. Otherwise SQLite looks at the values of parameters while it plans a
    // join, and then plans again each time the statement comes out of the cache, at many times the price of the read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// The one connection that writes, to a store of this program's version.
pub(super) fn writing_connection(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // Before anything is written: journal_mode below is kept in the file.
    let version = recognize(&connection, path)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::Unavailable(format!(
            "{} cannot be written to",
            path.display()
        )));
    }
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Unavailable(format!(
            "{} cannot be used in WAL mode: is it on a network file system?",
            path.display()
        )));
    }
    // Not `temp_store = MEMORY`: a savepoint's journal in memory is walked through from its beginning after each statement,
    // and a command that touches many pages would take time by their square. By default it moves to a file at 64 KiB.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768;",
    )?;
    migrate(&mut connection, version)?;
    // Whoever had a lease has gone: this process has the lock.
    connection.execute(
        "UPDATE lease SET holder = NULL WHERE holder IS NOT NULL",
        [],
    )?;
    Ok(connection)
}
