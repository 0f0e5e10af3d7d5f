//! How a face shows what was written.

use landfall_core::rules::writing::Refused;
use serde_json::Value;

use crate::once::Answer;

/// How a face shows things of a kind to whoever has written one: whole as an answer, and as what a client can send back.
pub trait Show<T>: Clone + Send + Sync + 'static {
    /// The answer to a write.
    fn answer(&self, outcome: Result<&T, &Refused>) -> Answer;
    /// The object that a client gets to see.
    fn shown(&self, it: &T) -> Value;
}
