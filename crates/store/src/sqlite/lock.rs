//! One process at a time: a lock file beside the database, held for the life of the store and let go by the system when the
//! process dies.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::StoreError;

/// The path of a file that belongs to the database at `path`: its name with `suffix` behind it.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// The store's lock, held until it is dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the database at `path`, or says who has it. The path has to be free of symbolic links, so that
    /// every process looks at the same lock file.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let lock = beside(path, ".lock");
        let unavailable =
            |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", lock.display()));
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock)
            .map_err(unavailable)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).map_err(unavailable)?;
                file.rewind().map_err(unavailable)?;
                writeln!(file, "{}", std::process::id()).map_err(unavailable)?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = match holder.trim() {
                    // It has the lock and has not written its number yet.
                    "" => "another process".to_owned(),
                    number => format!("process {number}"),
                };
                Err(StoreError::Unavailable(format!(
                    "{holder} holds the store at {}; stop it first, or point this one at another data folder",
                    path.display()
                )))
            }
            Err(TryLockError::Error(error)) => Err(unavailable(error)),
        }
    }
}
