//! A token, as it is shown once.

use schemars::JsonSchema;
use serde::Serialize;

/// The answer of the token endpoint.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TokenAnswer<'a> {
    #[schemars(regex(pattern = "^[A-Za-z0-9_.~-]{20,}$"))]
    access_token: &'a str,
    #[schemars(extend("const" = "Bearer"))]
    token_type: &'static str,
    /// Seconds.
    #[schemars(extend("const" = 1800))]
    expires_in: u32,
}

impl<'a> TokenAnswer<'a> {
    /// The answer with that token, which is good for `seconds`.
    pub(crate) fn new(token: &'a str, seconds: u32) -> Self {
        Self {
            access_token: token,
            token_type: "Bearer",
            expires_in: seconds,
        }
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and a number can be written")
    }
}
