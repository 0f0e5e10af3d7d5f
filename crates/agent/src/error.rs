//! Why an agent cannot start or go on.

use std::path::{Path, PathBuf};

use crate::state::StateError;

/// What keeps an agent from running. Failures of the data plane are none of these: they are reported and tried again.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Another agent works on the same state folder.
    #[error("{holder} works on the state folder {}; stop it first, or give this agent a folder of its own", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// Who has it, such as `process 4711`.
        holder: String,
    },
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The state file is not ours to use.
    #[error(transparent)]
    State(#[from] StateError),
    /// The configuration cannot be used.
    #[error("{0}")]
    Configuration(String),
}

impl AgentError {
    /// For `map_err`: a fault of the file at `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
