//! Why a command did not end well.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    /// A file of the system is not in the form that this version understands.
    #[error("cannot make sense of {}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// What is to be measured could not be built; the compiler has said why.
    #[error("nothing to measure: {0}")]
    Build(String),
    /// A process that takes part in a measurement does not run as it should.
    #[error("{name}: {problem}")]
    Process {
        /// Which one.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A measured call was not answered as it should be.
    #[error("{call}: {problem}")]
    Answer {
        /// The call.
        call: &'static str,
        /// What came instead.
        problem: String,
    },
    /// A measurement would take too long.
    #[error("this would take {} s; at most {} s are possible", expected.as_secs(), longest.as_secs())]
    TooLong {
        /// How long it would take.
        expected: Duration,
        /// The longest possible.
        longest: Duration,
    },
    /// Something that has to hold did not.
    #[error("{0}")]
    Held(String),
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

    /// Names the process that something is wrong with; made for `map_err`.
    pub(crate) fn process<P: ToString>(name: &'static str) -> impl Fn(P) -> Self {
        move |problem| Self::Process {
            name,
            problem: problem.to_string(),
        }
    }

    /// Names the call that was not answered as it should be; made for `map_err`.
    pub(crate) fn answer<P: ToString>(call: &'static str) -> impl Fn(P) -> Self {
        move |problem| Self::Answer {
            call,
            problem: problem.to_string(),
        }
    }
}
