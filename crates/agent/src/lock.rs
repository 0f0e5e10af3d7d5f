//! One agent for each state folder: a lock file that the system lets go when its holder dies, however that happens.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use crate::AgentError;

const NAME: &str = "agent.lock";

/// The lock of a state folder, held until it is dropped or its process ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the lock, or says who has it.
    pub fn take(folder: &Path) -> Result<Self, AgentError> {
        let path = folder.join(NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(AgentError::file(&path))?;
        match file.try_lock() {
            Ok(()) => {
                (file.set_len(0))
                    .and_then(|()| file.rewind())
                    .and_then(|()| writeln!(file, "{}", std::process::id()))
                    .map_err(AgentError::file(&path))?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut number = String::new();
                let _ = file.read_to_string(&mut number);
                Err(AgentError::Locked {
                    folder: folder.to_owned(),
                    holder: match number.trim() {
                        // It has the lock and has not written its number yet.
                        "" => "another process".to_owned(),
                        number => format!("process {number}"),
                    },
                })
            }
            Err(TryLockError::Error(source)) => Err(AgentError::File { path, source }),
        }
    }

    /// Whether an agent works on the folder at this moment.
    pub fn is_taken(folder: &Path) -> bool {
        let file = File::open(folder.join(NAME));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_agent_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!FolderLock::is_taken(folder.path()));
        let held = FolderLock::take(folder.path()).unwrap();
        assert!(FolderLock::is_taken(folder.path()));
        let refused = FolderLock::take(folder.path()).unwrap_err().to_string();
        let number = format!("process {} works on", std::process::id());
        assert!(refused.contains(&number), "{refused}");
        drop(held);
        assert!(!FolderLock::is_taken(folder.path()));
        FolderLock::take(folder.path()).unwrap();
    }
}
