//! Why a command was not done.

use landfall_core::rules::policy::Finding;
use landfall_store::StoreError;

use crate::ControlError;

/// Why a command was not done. Nothing of it was kept. All but [`Failed`](Self::Failed) are for the caller to read.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// What was sent is not as it should be.
    #[error("{title}")]
    Invalid {
        /// What cannot be done.
        title: &'static str,
        /// Everything that stands against it.
        findings: Vec<Finding>,
    },
    /// The thing is not in a state for it.
    #[error("{title}: {description}")]
    Conflict {
        /// What stands against it.
        title: &'static str,
        /// The particulars, and what to do.
        description: String,
    },
    /// It has changed since the caller saw it.
    #[error("it has changed meanwhile")]
    Stale,
    /// There is no such thing, or it is not the account's.
    #[error("there is no such thing")]
    NotFound,
    /// It could not be tried to the end.
    #[error(transparent)]
    Failed(ControlError),
}

impl From<ControlError> for Refusal {
    fn from(error: ControlError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
