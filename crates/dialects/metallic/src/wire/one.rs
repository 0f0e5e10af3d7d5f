//! One object (metallic contract, sections 6 and 8).

use schemars::JsonSchema;
use serde::Serialize;

/// The answer with one object in it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub(crate) struct One<T> {
    data: T,
}

impl<T: Serialize> One<T> {
    /// The answer that shows `data`.
    pub(crate) fn new(data: T) -> Self {
        Self { data }
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(1024);
        serde_json::to_writer(&mut body, self).expect("texts and numbers can be written to memory");
        body
    }
}
