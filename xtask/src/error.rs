//! Why a command did not end well.

use std::io;
use std::path::{Path, PathBuf};

/// The outcome of a command that is not success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The command ran and found this many things wrong; each has been printed.
    #[error("{0} violation(s)")]
    Violations(usize),
    /// `cargo metadata` could not be started or failed; the text is what it said.
    #[error("cargo metadata failed: {0}")]
    CargoMetadata(String),
    /// `cargo metadata` answered something that this version does not understand.
    #[error("cargo metadata answered in an unknown form: {0}")]
    MetadataForm(#[from] serde_json::Error),
    /// A file or folder of the workspace could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The command's own output could not be written.
    #[error("cannot write the output: {0}")]
    Write(#[from] io::Error),
}

impl Error {
    /// Names the path that an I/O error belongs to; made for `map_err`.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Read { path, source }
    }
}
