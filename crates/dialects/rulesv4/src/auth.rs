//! Who may go on. Each family has a credential of its own, and neither is looked for where the other is expected
//! (rulesv4 contract, section 2).

use http::{HeaderMap, request::Parts};
use landfall_control::{
    Control,
    access::{ActingFor, Bearer, Caller, Impersonation, NotActing, RestCaller},
    command::Author,
};
use landfall_core::model::TokenFamily;
use landfall_http::{authorization, request_id::RequestId};

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

/// The client of a bearer token. A token of this family was given for the scope `ec.rules`: there is no other.
pub(crate) async fn bearer(control: &Control, headers: &HeaderMap) -> Result<Caller, RulesError> {
    let token = authorization::bearer(headers).ok_or(RulesError::Unauthorized)?;
    match control
        .judged_bearer(TokenFamily::Rulesv4Bearer, token)
        .await?
    {
        Bearer::Good(caller) => Ok(caller),
        Bearer::NotGranted => Err(RulesError::NoScope),
        Bearer::Unknown => Err(RulesError::Unauthorized),
    }
}

/// The account for which the client of a bearer token acts. What names no account is not heard.
pub(crate) async fn acting(
    control: &Control,
    headers: &HeaderMap,
) -> Result<ActingFor, RulesError> {
    let caller = bearer(control, headers).await?;
    acting_for(control, &caller, headers).await
}

/// The same for a client that changes something, which takes the right to write. The right is asked for before the account.
pub(crate) async fn author(control: &Control, head: &Parts) -> Result<Author, RulesError> {
    let caller = bearer(control, &head.headers).await?;
    if !caller.write {
        return Err(RulesError::ReadOnly);
    }
    let acting = acting_for(control, &caller, &head.headers).await?;
    let request_id = RequestId::of(&head.extensions).to_string();
    Author::new(&caller, acting, Some(request_id)).ok_or(RulesError::ReadOnly)
}

async fn acting_for(
    control: &Control,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<ActingFor, RulesError> {
    let customer = said(headers, "portals_customerid")?;
    let customer = customer.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let named = Impersonation {
        owner: said(headers, "x-owner-id")?.and_then(|text| text.parse().ok()),
        customer: customer.and_then(|text| text.parse().ok()),
    };
    Ok(control.acting_for(caller, &named).await??)
}

/// The one thing that a header says, however often; the spaces around it are not part of it.
fn said<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, NotActing> {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next();
    if lines.any(|line| Some(line) != first) {
        return Err(NotActing::Contradiction);
    }
    let text = first.and_then(|line| line.to_str().ok());
    Ok(text.map(|text| text.trim_matches(' ')))
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
