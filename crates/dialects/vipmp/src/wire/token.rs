//! The answer to a client that asked for a token.

use serde::Serialize;

/// A token that was issued.
#[derive(Serialize)]
pub(crate) struct IssuedToken<'a> {
    /// Its text.
    pub(crate) access_token: &'a str,
    /// `bearer`.
    pub(crate) token_type: &'static str,
    /// For how many seconds it is good.
    pub(crate) expires_in: u32,
}
