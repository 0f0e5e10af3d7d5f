//! Which tenant is called and by whom, in the order in which the contract has it checked: path, method, size, session, CSRF
//! (akana contract, section 1).

use std::{borrow::Cow, sync::Arc, time::Duration};

use axum::{extract::Request, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, request::Parts};
use landfall_control::{Control, access::SignedIn, command::ZonePlace};
use landfall_core::{model::Tenant, rules::business::Business};
use landfall_http::{
    body::{BodyError, read_body},
    path::decode_segment,
    peer::Peer,
    query::Query,
    request_id::RequestId,
};

use crate::{
    cookies,
    error::Fault,
    settings::AkanaSettings,
    wire::{login, media::Shape, zone_query},
};

/// Bytes (akana contract, section 1).
const LARGEST_BODY: usize = 1024 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// What every route is given.
pub(crate) struct Akana {
    pub(crate) control: Arc<Control>,
    pub(crate) settings: AkanaSettings,
}

/// A call to a tenant, with its body at hand.
pub(crate) struct Call {
    pub(crate) head: Parts,
    pub(crate) body: Bytes,
    pub(crate) tenant: Tenant,
    control: Arc<Control>,
}

impl Akana {
    /// Finds the tenant, 404, and reads the body, 413.
    pub(crate) async fn open(&self, request: Request) -> Result<Call, Fault> {
        let (head, body) = request.into_parts();
        let name = self
            .settings
            .tenant(&head)
            .ok_or_else(Fault::unknown_path)?;
        let Some(tenant) = self.control.tenant(name).await? else {
            tracing::warn!(tenant = %name, "a host stands for a tenant that the record does not have");
            return Err(Fault::unknown_path());
        };
        let body = match read_body(body, LARGEST_BODY, BODY_DEADLINE).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => return Err(Fault::too_large()),
            Err(BodyError::TimedOut | BodyError::Broken) => {
                return Err(Fault::bad_request("The request body did not arrive whole"));
            }
        };
        Ok(Call {
            head,
            body,
            tenant,
            control: Arc::clone(&self.control),
        })
    }

    /// The same, and who has signed in, with the CSRF header where the tenant wants it: 401.
    pub(crate) async fn open_session(&self, request: Request) -> Result<(Call, SignedIn), Fault> {
        let call = self.open(request).await?;
        let session = call.session().await?;
        call.check_csrf(&session)?;
        Ok((call, session))
    }
}

impl Call {
    /// The live session of the caller, if there is one.
    pub(crate) async fn session_if_any(&self) -> Result<Option<SignedIn>, Fault> {
        match cookies::session_value(&self.head.headers, &self.tenant.id) {
            Some(value) => Ok(self.control.session(&self.tenant.id, value).await?),
            None => Ok(None),
        }
    }

    /// The live session of the caller: 401 without one.
    pub(crate) async fn session(&self) -> Result<SignedIn, Fault> {
        let session = self.session_if_any().await?;
        session.ok_or_else(Fault::not_signed_in)
    }

    /// Checks the CSRF header where the tenant wants it for a call of this method: 401.
    pub(crate) fn check_csrf(&self, session: &SignedIn) -> Result<(), Fault> {
        let reads = matches!(self.head.method, Method::GET | Method::HEAD);
        let wanted = if reads {
            self.tenant.settings.read_csrf
        } else {
            self.tenant.settings.write_csrf
        };
        if !wanted || self.sends_csrf_of(session) {
            Ok(())
        } else {
            Err(Fault::csrf())
        }
    }

    /// Whether every CSRF header of the tenant that was sent, and at least one was, has the session's value.
    fn sends_csrf_of(&self, session: &SignedIn) -> bool {
        let name = format!("x-csrf-token_{}", self.tenant.id).to_ascii_lowercase();
        let name = HeaderName::try_from(name).expect("names of tenants are of header characters");
        let headers: &HeaderMap = &self.head.headers;
        let mut sent = headers.get_all(name).iter().peekable();
        sent.peek().is_some()
            && sent.all(|value| self.control.csrf_matches(session, value.as_bytes()))
    }

    /// The last segment of the path; none if its escapes are not text.
    pub(crate) fn last_segment(&self) -> Option<Cow<'_, str>> {
        self.segment_from_end(0)
    }

    /// The segment of the path with so many behind it; none if its escapes are not text.
    pub(crate) fn segment_from_end(&self, behind: usize) -> Option<Cow<'_, str>> {
        decode_segment(self.head.uri.path().rsplit('/').nth(behind)?)
    }

    /// The organization in whose context the call is made: 400.
    pub(crate) fn context(&self) -> Result<Business, Fault> {
        let query = self.query(&zone_query::CONTEXT)?;
        zone_query::context(&query, &self.tenant.id)
    }

    /// Who changes a zone, and in whose context: 400.
    pub(crate) fn zone_place<'c>(&'c self, session: &'c SignedIn) -> Result<ZonePlace<'c>, Fault> {
        Ok(ZonePlace {
            tenant: &self.tenant,
            user: &session.user,
            business: self.context()?,
            request_id: Some(self.request_id()),
        })
    }

    /// The parameters of those names, 400 only for too many of them; others are not looked at. Bytes that are not UTF-8 make a
    /// value that nothing has: no OrgKey, nobody's ContextID, a filter that no zone passes.
    pub(crate) fn query(&self, known: &[&str]) -> Result<Query<'_>, Fault> {
        Query::parse_known_lossy(self.head.uri.query(), known)
            .map_err(|error| Fault::bad_request(format!("The query cannot be read: {error}")))
    }

    /// The answer that gives the caller both cookies of a session.
    pub(crate) fn signed_in(&self, session: &SignedIn, offer: (&'static str, Shape)) -> Response {
        let csrf = self.control.csrf_value(session);
        let values = (session.value.reveal(), csrf.reveal());
        let mut response = login::response(session, offer);
        cookies::set(
            response.headers_mut(),
            &self.tenant.id,
            values,
            self.is_secure(),
        );
        response
    }

    /// Whether the caller used TLS.
    pub(crate) fn is_secure(&self) -> bool {
        Peer::of(&self.head.extensions).secure
    }

    /// The id of the request, for the audit trail.
    pub(crate) fn request_id(&self) -> String {
        RequestId::of(&self.head.extensions).to_string()
    }
}
