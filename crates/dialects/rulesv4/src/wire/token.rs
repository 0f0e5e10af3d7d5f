//! A token, as it is shown once.

use serde::Serialize;

/// The answer of the token endpoint.
#[derive(Serialize)]
pub(crate) struct TokenAnswer<'a> {
    /// The token.
    pub(crate) access_token: &'a str,
    /// How long its holder should use it, in seconds.
    pub(crate) expires_in: u32,
    /// Always `Bearer`.
    pub(crate) token_type: &'static str,
    /// What it opens.
    pub(crate) scope: &'static str,
}

impl TokenAnswer<'_> {
    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and a number can be written")
    }
}
