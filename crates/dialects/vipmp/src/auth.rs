//! Who calls: the API key, the bearer token and the correlation id, in the order in which the contract has them checked
//! (vipmp contract, section 2).

use http::{HeaderMap, HeaderName, header::AUTHORIZATION, request::Parts};
use landfall_control::{Control, access::Caller};
use landfall_core::model::{Dialect, TokenFamily};
use landfall_http::authorization::bearer;

use crate::{
    error::Error,
    ids::{Ids, only},
};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Who reads: 4115, then 4117 or 4116, then 4119. Reading needs no grant beyond the dialect's.
pub(crate) async fn reader(control: &Control, head: &Parts, ids: &Ids) -> Result<Caller, Error> {
    let caller = token_holder(control, &head.headers).await?;
    correlated(caller, ids)
}

/// Who writes: 4115, then 4117 or 4116, then 4121, then 4119.
pub(crate) async fn writer(control: &Control, head: &Parts, ids: &Ids) -> Result<Caller, Error> {
    let caller = token_holder(control, &head.headers).await?;
    if !caller.write {
        return Err(Error::NotAllowed);
    }
    correlated(caller, ids)
}

/// Who writes what only distributors and whoever is above them may: likewise, and 4121 also for clients that are bound below.
pub(crate) async fn distributing_writer(
    control: &Control,
    head: &Parts,
    ids: &Ids,
) -> Result<Caller, Error> {
    let caller = token_holder(control, &head.headers).await?;
    if !caller.write || !control.distributes(&caller.view).await? {
        return Err(Error::NotAllowed);
    }
    correlated(caller, ids)
}

fn correlated(caller: Caller, ids: &Ids) -> Result<Caller, Error> {
    if ids.correlate() {
        Ok(caller)
    } else {
        Err(Error::InvalidCorrelationId)
    }
}

/// Who calls with a key and the token that was issued to it: 4115, then 4117 or 4116.
///
/// A good token names its client, so the key is looked up by itself only to tell one error from another.
pub(crate) async fn token_holder(control: &Control, headers: &HeaderMap) -> Result<Caller, Error> {
    let key = api_key(headers).ok_or(Error::InvalidKey)?;
    if let Some(token) = bearer(headers)
        && let Some(caller) = control.bearer(TokenFamily::Vipmp, token).await?
    {
        return if caller.client_id() == key {
            Ok(caller)
        } else {
            Err(Error::InvalidKey)
        };
    }
    known_key(control, key).await?;
    if presents_token(headers) {
        Err(Error::InvalidToken)
    } else {
        Err(Error::MissingToken)
    }
}

/// Checks that the call has a key of a client of the dialect: 4115.
pub(crate) async fn key_holder(control: &Control, headers: &HeaderMap) -> Result<(), Error> {
    let key = api_key(headers).ok_or(Error::InvalidKey)?;
    known_key(control, key).await
}

async fn known_key(control: &Control, key: &str) -> Result<(), Error> {
    match control.client(Dialect::Vipmp, key).await? {
        Some(_) => Ok(()),
        None => Err(Error::InvalidKey),
    }
}

fn api_key(headers: &HeaderMap) -> Option<&str> {
    only(headers, &API_KEY)?.to_str().ok()
}

/// Whether there is something where a bearer token belongs, however malformed. Two headers are one malformed token.
fn presents_token(headers: &HeaderMap) -> bool {
    headers.get_all(AUTHORIZATION).iter().any(|line| {
        let scheme_and_token = line
            .as_bytes()
            .trim_ascii()
            .split_at_checked("Bearer ".len());
        scheme_and_token.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case(b"Bearer ") && !token.is_empty()
        })
    })
}
