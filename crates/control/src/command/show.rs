//! How a face shows what was written.

use landfall_core::rules::writing::Refused;
use serde_json::Value;

use crate::once::Answer;

/// How a face shows things of a kind to whoever has written one: whole as an answer, and as what a client can send back.
pub trait Show<T>: Clone + Send + Sync + 'static {
    /// The answer to a write.
    fn answer(&self, outcome: Result<&T, &Refused>) -> Answer;
    /// The object that a client gets to see, in the words of a body.
    fn shown(&self, it: &T) -> Value;

    /// The refusal of a change to what is not as the client takes it to be. Unless a face has its clients say that, there is none.
    fn objection(&self, _now: &T) -> Option<Answer> {
        None
    }

    /// Whether who adds something is answered with what they sent where the record keeps something else.
    fn as_sent(&self) -> bool {
        true
    }
}
