//! A token, as it is shown once.

use serde::Serialize;

/// The answer of the token endpoint.
#[derive(Serialize)]
pub(crate) struct TokenAnswer<'a> {
    access_token: &'a str,
    token_type: &'static str,
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
