//! Documents as their columns hold them: JSON, in every engine.

use serde::Serialize;

use crate::StoreError;

/// A document.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Engine(error.to_string()))
}

/// A document that may be missing.
pub(crate) fn json_option<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value.map(json).transpose()
}
