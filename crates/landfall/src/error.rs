//! What a command can fail with. Every text says what to do next.

use std::path::PathBuf;

use landfall_control::ControlError;
use landfall_http::listen::ListenError;
use landfall_store::StoreError;

use crate::remote::Refused;

/// What a command can fail with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The configuration cannot be used.
    #[error("{0}")]
    Configuration(String),
    /// The command line asks for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// A file or a folder cannot be used.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The store cannot be used.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A use case failed.
    #[error("{0}")]
    Control(#[from] ControlError),
    /// The listener cannot be opened.
    #[error("{0}")]
    Listen(#[from] ListenError),
    /// Lines of an import are bad; the others were dealt with as asked.
    #[error("{0}")]
    BadLines(String),
    /// A running server refused a command or cannot be talked to.
    #[error("{0}")]
    Server(String),
    /// A server's native API refused a call.
    #[error("{0}")]
    Refused(#[from] Box<Refused>),
    /// A change did not land as it was waited for.
    #[error("{text}")]
    NotLanded {
        /// What the process ends with.
        code: u8,
        /// What happened.
        text: String,
    },
    /// A policy has faults.
    #[error("{0}")]
    Faults(String),
    /// What was compared is not the same, and that was asked for.
    #[error("they differ")]
    Differs,
}

impl CommandError {
    /// What the process ends with: 3 for bad lines and policies with faults, 4 for what differs, which a script may want to tell from a failure.
    pub(crate) fn exit_code(&self) -> std::process::ExitCode {
        match self {
            Self::BadLines(_) | Self::Faults(_) => std::process::ExitCode::from(3),
            Self::NotLanded { code, .. } => std::process::ExitCode::from(*code),
            Self::Differs => std::process::ExitCode::from(4),
            _ => std::process::ExitCode::FAILURE,
        }
    }

    /// Says so in these words when it is that a server does not have what was named.
    pub(crate) fn or_not_found(self, text: impl FnOnce() -> String) -> Self {
        match self {
            Self::Refused(refused) if refused.status == 404 => Self::Usage(text()),
            error => error,
        }
    }

    /// Names the file that an I/O error is about.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
