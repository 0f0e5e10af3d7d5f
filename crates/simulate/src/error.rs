//! Why servers cannot be simulated.

use std::path::{Path, PathBuf};

use landfall_agent::AgentError;

/// What keeps a simulation from running.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not one of simulated servers.
    #[error("{}: {why}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The folder is in use, or cannot be locked.
    #[error(transparent)]
    Folder(#[from] AgentError),
    /// The system does not let one process have so many connections.
    #[error(
        "{wanted} servers need {wanted} connections, and this process may have {most}; raise the limit on open files \
         (`ulimit -Hn`), or start with at most {most} servers"
    )]
    Descriptors {
        /// How many servers there are to be.
        wanted: usize,
        /// How many fit.
        most: usize,
    },
    /// The control plane's address cannot be used.
    #[error("{0}")]
    Address(String),
}

impl SimulateError {
    /// For `map_err`: a fault of the file at `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
