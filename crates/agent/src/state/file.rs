//! The state file. What it says is on the disk before anybody is told.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    State,
    read::{Unreadable, read},
    write::write,
};
use crate::durable;

const NAME: &str = "state";
const MODE: u32 = 0o600;

/// Where an agent's state is kept.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
}

/// What was found at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The state that was last written.
    State(State),
    /// No file: the server begins with an empty disk.
    Empty,
    /// A file of ours that was damaged. It lies beside now, and the server begins as with an empty disk: it reads the whole
    /// log again. What the data plane serves stays until the log has been read to its end.
    Damaged {
        /// Where the damaged file is now.
        moved_to: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Why a state file is not used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another program's file has the name.
    #[error("{} is no state file of an agent; give the agent a folder of its own, or move the file away", .0.display())]
    Foreign(PathBuf),
    /// Another version of the agent has written it.
    #[error(
        "{} has form {found}, and this agent knows form {known}; run the version of the agent that wrote it, or move the \
         file away to have this server read its log anew", path.display(), known = super::write::VERSION
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The form that it says it has.
        found: String,
    },
    /// The system said no.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl StateFile {
    /// The state file in `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(NAME),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads what was last stored. A damaged file is moved aside; one that is not ours is left alone and refused.
    pub fn load(&self) -> Result<Found, StateError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Empty),
            Err(source) => return Err(self.fault(source)),
        };
        match read(&bytes) {
            Ok(state) => Ok(Found::State(state)),
            Err(Unreadable::Foreign) => Err(StateError::Foreign(self.path.clone())),
            Err(Unreadable::Version(found)) => Err(StateError::Version {
                path: self.path.clone(),
                found,
            }),
            Err(Unreadable::Torn(why)) => {
                let moved_to = self.path.with_extension("damaged");
                fs::rename(&self.path, &moved_to).map_err(|source| self.fault(source))?;
                Ok(Found::Damaged { moved_to, why })
            }
        }
    }

    /// Replaces the file. When this returns, the new state outlives a loss of power; when it fails, the old one is still
    /// there.
    pub fn store(&self, state: &State) -> Result<(), StateError> {
        let beside = self.path.with_extension("new");
        durable::replace(&self.path, &beside, write(state).as_bytes(), MODE)
            .map_err(|source| self.fault(source))
    }

    fn fault(&self, source: io::Error) -> StateError {
        StateError::File {
            path: self.path.clone(),
            source,
        }
    }
}
