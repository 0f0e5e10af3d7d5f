//! What can go wrong with a use case, apart from the outcomes that are its answers.

use landfall_core::id::Malformed;
use landfall_store::StoreError;

/// What can go wrong with a use case. Callers of a dialect see only which kind it is; the texts are for operators.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Something that was named does not exist (in the caller's view).
    #[error("{0}")]
    NotFound(String),
    /// What was asked for cannot be: the text names the member and says what to do.
    #[error("{0}")]
    Invalid(String),
    /// A value is taken, or the thing is not in a state for it.
    #[error("{0}")]
    Conflict(String),
    /// The store cannot answer now.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for ControlError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict(error.to_string()),
            StoreError::Unavailable(_)
            | StoreError::OutcomeUnknown(_)
            | StoreError::Fenced { .. } => Self::Unavailable(error.to_string()),
            StoreError::Dangling(_) => Self::NotFound(error.to_string()),
            StoreError::GivenUp
            | StoreError::Foreign(_)
            | StoreError::Corrupt(_)
            | StoreError::Engine(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<Malformed> for ControlError {
    fn from(error: Malformed) -> Self {
        Self::Invalid(error.to_string())
    }
}
