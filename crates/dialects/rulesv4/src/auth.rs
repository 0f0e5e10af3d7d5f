//! Who may go on. Each family has a credential of its own, and neither is looked for where the other is expected
//! (rulesv4 contract, section 2).

use http::HeaderMap;
use landfall_control::{
    Control,
    access::{Caller, RestCaller},
};
use landfall_core::model::TokenFamily;
use landfall_http::authorization;

use crate::error::{RulesError, StatusError};

/// The user of a `TOK` token, `TOK:x` or `TOK: x`, in any letter case. Reading needs no right beyond a good token.
pub(crate) async fn rest_token(
    control: &Control,
    headers: &HeaderMap,
) -> Result<RestCaller, StatusError> {
    let text = authorization::text(headers).and_then(token_of);
    let token = text.ok_or(StatusError::AccessDenied)?;
    let caller = control.rest_token(token).await?;
    caller.ok_or(StatusError::AccessDenied)
}

fn token_of(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_at_checked("TOK:".len())?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("TOK:") && !token.is_empty()).then_some(token)
}

/// The client of a bearer token. Whoever has one of this family has the scope `ec.rules`: there is no other.
pub(crate) async fn bearer(control: &Control, headers: &HeaderMap) -> Result<Caller, RulesError> {
    let token = authorization::bearer(headers).ok_or(RulesError::Unauthorized)?;
    let caller = control.bearer(TokenFamily::Rulesv4Bearer, token).await?;
    caller.ok_or(RulesError::Unauthorized)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_token() {
        for header in ["TOK:x-1", "TOK: x-1", "tok:x-1", "Tok:  x-1 "] {
            assert_eq!(token_of(header), Some("x-1"), "{header:?}");
        }
        for header in [
            "",
            "TOK",
            "TOK:",
            "TOK: ",
            "TOK x-1",
            "TOKx-1",
            "x-1",
            "Bearer x-1",
        ] {
            assert_eq!(token_of(header), None, "{header:?}");
        }
    }
}
