//! Why a zone was not changed.

use landfall_core::rules::shown::Unfit;
use landfall_store::StoreError;

use crate::ControlError;

/// Why a zone was not made, changed or removed. Nothing of it was kept. In the order in which it is found out, but for what is
/// wrong with members, which is told as soon as it is known.
#[derive(Debug, thiserror::Error)]
pub enum ZoneRefused {
    /// Members are not as they have to be; by the names that the record has for them.
    #[error("members are not as they have to be")]
    Invalid(Vec<Unfit>),
    /// There is no such organization, or the caller has not the right there.
    #[error("not permitted")]
    NotPermitted,
    /// There is no such zone where the caller looks.
    #[error("there is no such zone")]
    NotFound,
    /// It has changed since the caller saw it.
    #[error("it has changed meanwhile")]
    Stale,
    /// It was not defined, but follows from the gateways.
    #[error("the zone was not defined")]
    Transient,
    /// It is the last that serves an active deployment.
    #[error("a deployment uses the zone")]
    InUse,
    /// The organization has as many zones as one can have.
    #[error("the organization has too many zones")]
    Full,
    /// It could not be tried to the end.
    #[error(transparent)]
    Failed(ControlError),
}

impl From<ControlError> for ZoneRefused {
    fn from(error: ControlError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for ZoneRefused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
