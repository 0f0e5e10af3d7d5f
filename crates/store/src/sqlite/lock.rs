//! One process at a time: a lock file beside the database, held for the life of the process and let go by the system when
//! it dies.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use crate::StoreError;

/// The store's lock, held until it is dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the database at `path`, or says who has it.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let path = path.with_extension("lock");
        let unavailable =
            |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", path.display()));
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
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
                Err(StoreError::Unavailable(format!(
                    "another Landfall process ({}) holds this store; stop it first, or point this one at another data folder",
                    holder.trim()
                )))
            }
            Err(TryLockError::Error(error)) => Err(unavailable(error)),
        }
    }
}
