//! A token, as it is shown once.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// The answer of the token endpoint.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TokenAnswer<'a> {
    /// What to put behind `Bearer`.
    #[schemars(regex(pattern = "^[A-Za-z0-9_.~-]{20,}$"))]
    pub(crate) access_token: &'a str,
    /// For how many seconds to use it; 300 unless the operator says otherwise.
    #[schemars(schema_with = "seconds")]
    pub(crate) expires_in: u32,
    /// Always `Bearer`.
    #[schemars(extend("const" = "Bearer"))]
    pub(crate) token_type: &'static str,
    /// What it opens.
    #[schemars(extend("const" = "ec.rules"))]
    pub(crate) scope: &'static str,
}

/// What an operator can set.
fn seconds(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 60, "maximum": 3600 })
}

impl TokenAnswer<'_> {
    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and a number can be written")
    }
}
