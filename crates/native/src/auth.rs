//! Who calls the native API, in this order: a bearer token if there is an `Authorization` header, else the session of the
//! cookie with its CSRF header; then the organization that they act in. Whoever comes by the administration socket is an
//! operator: see [`operator`].

use http::{HeaderMap, HeaderName, header::AUTHORIZATION, request::Parts};
use landfall_control::{
    Control,
    access::{ActsIn, NativeCaller, SignedIn},
};
use landfall_core::id::OrganizationId;
use landfall_http::authorization;

use crate::{
    cookie,
    error::{InputError, Kind, Problem},
    operator,
};

/// The header that every call by cookie carries.
pub(crate) const CSRF: HeaderName = HeaderName::from_static("x-landfall-csrf");
/// The parameter that names the organization to act in.
pub(crate) const ORGANIZATION: &str = "organization";

/// Somebody whose proof was good.
pub(crate) enum Proven {
    /// A program, or an operator.
    Program(NativeCaller),
    /// A person.
    Person(SignedIn),
}

/// Checks the proof that a call carries: 401, or 403 for a cookie without its header.
pub(crate) async fn proven(control: &Control, head: &Parts) -> Result<Proven, Problem> {
    let headers = &head.headers;
    if operator::is_one(&head.extensions) {
        return operator::caller(control, headers)
            .await
            .map(Proven::Program);
    }
    if headers.contains_key(AUTHORIZATION) {
        let token = authorization::bearer(headers);
        let token = token.ok_or_else(|| Problem::unauthenticated(true))?;
        let caller = control.native_bearer(token).await?;
        let caller = caller.ok_or_else(|| Problem::unauthenticated(true))?;
        return Ok(Proven::Program(caller));
    }
    session(control, headers).await.map(Proven::Person)
}

/// The session of a call by cookie: 401, or 403 without the CSRF header.
pub(crate) async fn session(control: &Control, headers: &HeaderMap) -> Result<SignedIn, Problem> {
    let Some((tenant, value)) = cookie::read(headers) else {
        return Err(Problem::unauthenticated(false));
    };
    let session = control.session(&tenant, value).await?;
    let session = session.ok_or_else(|| Problem::unauthenticated(true))?;
    let mut sent = headers.get_all(CSRF).iter().peekable();
    let right =
        sent.peek().is_some() && sent.all(|value| control.csrf_matches(&session, value.as_bytes()));
    if right {
        Ok(session)
    } else {
        let detail =
            "A call by cookie carries X-Landfall-CSRF with the value that was given at sign-in.";
        Err(Problem::new(Kind::CsrfRequired, detail))
    }
}

/// The caller in the organization that they act in.
pub(crate) async fn caller(
    control: &Control,
    proven: Proven,
    organization: Option<&str>,
) -> Result<NativeCaller, Problem> {
    let named = match organization.map(str::parse::<OrganizationId>) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            let error =
                InputError::parameter(ORGANIZATION, "takes the id of an organization, a UUID");
            return Err(Problem::parameters(vec![error]));
        }
    };
    match (proven, named) {
        (Proven::Program(caller), None) => Ok(caller),
        (Proven::Program(caller), Some(id)) => control
            .narrowed(caller, id)
            .await?
            .ok_or_else(Problem::not_found),
        (Proven::Person(session), named) => match control.native_session(&session, named).await? {
            ActsIn::Here(caller) => Ok(caller),
            ActsIn::Nowhere => Err(Problem::not_found()),
            ActsIn::OneOf(organizations) => Err(has_to_choose(&organizations)),
        },
    }
}

fn has_to_choose(organizations: &[OrganizationId]) -> Problem {
    if organizations.is_empty() {
        return Problem::new(Kind::Forbidden, "You have no role anywhere in this tenant.");
    }
    let ids: Vec<String> = organizations.iter().map(ToString::to_string).collect();
    let detail = format!(
        "You have roles in several organizations; say with the parameter organization in which you act: {}.",
        ids.join(", ")
    );
    Problem::new(Kind::OrganizationRequired, detail)
}
