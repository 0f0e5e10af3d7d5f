//! What goes wrong, as the dialect tells it: a fault in JSON or XML (akana contract, section 9).
//!
//! A route answers with a [`Fault`]; [`write_faults`], which stands around all routes, writes it out in the form that the
//! caller would rather read.

mod documented;

use std::borrow::Cow;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use landfall_control::{ControlError, command::ZoneRefused};
use landfall_core::rules::zones::MOST_ZONES;
use landfall_http::{
    accept::Accept,
    request_id::RequestId,
    respond::{content, empty, with_allow},
};
use serde::Serialize;

use crate::wire::{
    xml,
    zone_body::{Associations, told},
};

pub(crate) use documented::{Told, faults};

/// The form in which a fault is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultForm {
    /// `{"faultcode":"Client","faultstring":"..."}`
    Json,
    /// `<Fault><faultcode>Client</faultcode><faultstring>...</faultstring></Fault>`
    Xml,
}

impl FaultForm {
    /// XML if the name of the most wanted media range ends in `xml`.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let accept = Accept::parse(headers);
        let wanted = accept.most_wanted().map_or("", |range| range.sub_type());
        let ending = wanted.as_bytes().last_chunk::<3>();
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(b"xml")) {
            Self::Xml
        } else {
            Self::Json
        }
    }
}

/// Something that went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    status: StatusCode,
    text: Cow<'static, str>,
    allow: Option<&'static [&'static str]>,
    /// Seconds.
    retry_after: Option<i64>,
    /// What the operator should know and the caller should not.
    cause: Option<String>,
}

impl Fault {
    fn new(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            text: text.into(),
            allow: None,
            retry_after: None,
            cause: None,
        }
    }

    /// No such path, or no tenant that could have it.
    pub(crate) fn unknown_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing at this path")
    }

    /// The path has other methods.
    pub(crate) fn method_not_allowed(allow: &'static [&'static str]) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "This path does not have that method",
            )
        }
    }

    /// The body is longer than the limit.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The request body is longer than 1 MiB",
        )
    }

    /// No live session.
    pub(crate) fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "The session cookie is missing, has expired or is not valid; sign in",
        )
    }

    /// The CSRF header is missing, wrong or stale.
    pub(crate) fn csrf() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "The CSRF header of this session is missing or not valid",
        )
    }

    /// The e-mail address or the password is wrong.
    pub(crate) fn wrong_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "The e-mail address or the password is wrong",
        )
    }

    /// Too many sign-ins have failed for the address.
    pub(crate) fn too_many_failures(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds.max(1)),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many sign-ins have failed for this address; try again later",
            )
        }
    }

    /// Nothing that the caller wants to read can be sent.
    pub(crate) fn not_acceptable(available: &[&str]) -> Self {
        let list = available.join(", ");
        let text = format!("Accept names no media type that is available: {list}");
        Self::new(StatusCode::NOT_ACCEPTABLE, text)
    }

    /// The body is of a type that is not read.
    pub(crate) fn unsupported_body(readable: &[&str]) -> Self {
        let list = readable.join(", ");
        let text = format!("Content-Type names no media type that is read: {list}");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
    }

    /// Something in the request is not as it should be; the text says what.
    pub(crate) fn bad_request(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// The organization is unknown, another tenant's, or one where the caller may not do this: the same for all three.
    pub(crate) fn not_permitted() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "There is no such organization, or you may not do this there",
        )
    }

    /// There is no such zone where the caller looks.
    pub(crate) fn unknown_zone() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "There is no such deployment zone here",
        )
    }

    /// The zone has changed since the caller saw it.
    pub(crate) fn stale() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "The deployment zone has changed: If-Match names none of its tags; read it again",
        )
    }

    /// The zone follows from the gateways.
    pub(crate) fn transient_zone() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "This deployment zone was not defined: it stands for a gateway until one is, and cannot be changed; add one instead",
        )
    }

    /// A deployment uses the zone.
    pub(crate) fn zone_in_use() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "This is the last deployment zone of a customer with an active deployment; deactivate the deployment or add another zone first",
        )
    }

    /// The organization has as many zones as one can have.
    pub(crate) fn too_many_zones() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            format!(
                "An organization can have {MOST_ZONES} deployment zones of its own; remove one first"
            ),
        )
    }

    /// Why a zone was not written; `associations` is where those stand in the body.
    pub(crate) fn of_zone(refused: ZoneRefused, associations: Associations) -> Self {
        match refused {
            ZoneRefused::Invalid(findings) => Self::bad_request(told(&findings, associations)),
            ZoneRefused::NotPermitted => Self::not_permitted(),
            ZoneRefused::NotFound => Self::unknown_zone(),
            ZoneRefused::Stale => Self::stale(),
            ZoneRefused::Transient => Self::transient_zone(),
            ZoneRefused::InUse => Self::zone_in_use(),
            ZoneRefused::Full => Self::too_many_zones(),
            ZoneRefused::Failed(error) => error.into(),
        }
    }

    /// Something of ours failed.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "An error occurred processing the call",
        )
    }

    fn code(&self) -> &'static str {
        if self.status.is_server_error() {
            "Server"
        } else {
            "Client"
        }
    }

    /// Writes it out.
    pub(crate) fn written(&self, form: FaultForm) -> Response {
        let body = Body {
            faultcode: self.code(),
            faultstring: &self.text,
        };
        let mut response = match form {
            FaultForm::Json => {
                let body = serde_json::to_vec(&body).expect("text is always JSON");
                content(self.status, "application/json", body)
            }
            FaultForm::Xml => content(
                self.status,
                "application/xml",
                xml::document("Fault", &body),
            ),
        };
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        match self.allow {
            Some(methods) => with_allow(response, methods),
            None => response,
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    faultcode: &'static str,
    faultstring: &'a str,
}

/// What a use case cannot do is a fault of ours: whatever depends on the request was answered before.
impl From<ControlError> for Fault {
    fn from(error: ControlError) -> Self {
        Self {
            cause: Some(error.to_string()),
            ..Self::internal()
        }
    }
}

/// An empty response that carries the fault to [`write_faults`].
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = empty(self.status);
        response.extensions_mut().insert(self);
        response
    }
}

/// Runs the routes and writes out the fault, if one comes back.
pub(crate) async fn write_faults(request: Request, next: Next) -> Response {
    let form = FaultForm::wanted(request.headers());
    let id = RequestId::of(request.extensions());
    let response = next.run(request).await;
    let Some(fault) = response.extensions().get::<Fault>() else {
        return response;
    };
    if let Some(cause) = &fault.cause {
        tracing::error!(request_id = %id, error = cause, "a call failed");
    }
    fault.written(form)
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::ACCEPT};

    use super::*;

    #[test]
    fn xml_only_when_the_most_wanted_range_ends_so() {
        let wanted = |accept: &'static str| {
            FaultForm::wanted(&HeaderMap::from_iter([(
                ACCEPT,
                HeaderValue::from_static(accept),
            )]))
        };
        for accept in [
            "application/xml",
            "text/XML",
            "application/vnd.soa.v83+xml, application/json",
            "application/json;q=0.1, application/xhtml+xml;q=0.2",
        ] {
            assert_eq!(wanted(accept), FaultForm::Xml, "{accept}");
        }
        for accept in [
            "",
            "*/*",
            "application/json",
            "text/html,application/xhtml+xml,application/xml;q=0.9",
            "application/xml;q=0",
            "application/ml",
        ] {
            assert_eq!(wanted(accept), FaultForm::Json, "{accept}");
        }
    }
}
