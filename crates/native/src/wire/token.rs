//! Tokens for programs (RFC 6749, section 4.4).

use serde::Serialize;
use utoipa::ToSchema;

/// What is sent for a token, as a form. The client may name itself by HTTP Basic instead.
#[derive(ToSchema)]
#[schema(as = TokenRequest)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; the HTTP kit reads it"
)]
pub(crate) struct TokenForm {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// The client.
    #[schema(example = "demo-operator", required = false)]
    client_id: Option<String>,
    /// Its secret.
    #[schema(format = Password, example = "demo-secret", required = false)]
    client_secret: Option<String>,
    /// `read`, `write`, or both separated by a space; all that the client may do when left out.
    #[schema(example = "read", required = false)]
    scope: Option<String>,
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenView {
    /// The token.
    pub(crate) access_token: String,
    /// `Bearer`.
    pub(crate) token_type: &'static str,
    /// How long it is good, in seconds.
    pub(crate) expires_in: u32,
    /// What it opens: `read`, or `read write`.
    pub(crate) scope: &'static str,
}
