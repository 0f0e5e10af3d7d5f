//! JSON documents, compact.

use serde::Serialize;

/// The document of `value`.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("what the dialect shows has only fixed member names and texts")
}
