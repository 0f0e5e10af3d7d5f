//! The answer to a client that asked for a token.

use schemars::JsonSchema;
use serde::Serialize;

/// A token that was issued.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct IssuedToken<'a> {
    /// Its text.
    #[schemars(regex(pattern = "^[A-Za-z0-9_.~-]{20,}$"))]
    pub(crate) access_token: &'a str,
    /// `bearer`.
    #[schemars(extend("const" = "bearer"))]
    pub(crate) token_type: &'static str,
    /// For how many seconds it is good.
    #[schemars(extend("const" = 86399))]
    pub(crate) expires_in: u32,
}
