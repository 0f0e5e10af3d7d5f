//! A problem on its way to the caller.

use std::borrow::Cow;

use axum::body::Body;
use http::{
    HeaderName, HeaderValue, Response,
    header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE},
};
use landfall_control::{ControlError, command::Refusal, once::Answer, watch::WATCHERS_OF_ONE};
use landfall_core::rules::policy::Finding;
use landfall_http::{body::BodyError, respond};

use super::{InputError, Kind, ProblemDocument};

/// The media type of problems.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// A problem: its kind, what is the matter this time, and the headers that go with it.
#[derive(Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    errors: Vec<InputError>,
    oauth: Option<&'static str>,
    oldest: Option<u64>,
    /// Boxed, since few have one and all are carried about.
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            oauth: None,
            oldest: None,
            header: None,
        }
    }

    /// Parameters are at fault.
    pub(crate) fn parameters(errors: Vec<InputError>) -> Self {
        let mut problem = Self::new(
            Kind::InvalidParameter,
            "The query has a parameter that cannot be; nothing was read.",
        );
        problem.errors = errors;
        problem
    }

    /// Members of a body are at fault.
    pub(crate) fn body(errors: Vec<InputError>) -> Self {
        let mut problem = Self::new(
            Kind::InvalidBody,
            "The body cannot be read as what is expected here.",
        );
        problem.errors = errors;
        problem
    }

    /// There is nothing of that name in the caller's view. Whether it exists elsewhere, nobody learns.
    pub(crate) fn not_found() -> Self {
        Self::new(
            Kind::NotFound,
            "There is nothing of that name within the caller's view.",
        )
    }

    /// The path does not exist.
    pub(crate) fn unknown_path() -> Self {
        Self::new(Kind::NotFound, "The native API has no such path.")
    }

    /// The path takes these methods.
    pub(crate) fn method_not_allowed(methods: &[&str]) -> Self {
        let detail = format!("This path takes {}.", methods.join(", "));
        Self::new(Kind::MethodNotAllowed, detail).with_header(ALLOW, respond::allow(methods))
    }

    /// Nobody calls; `sent` says whether there was a token that opens nothing.
    pub(crate) fn unauthenticated(sent: bool) -> Self {
        let (detail, challenge) = if sent {
            (
                "The token or session is unknown, has ended or was revoked.",
                "Bearer realm=\"landfall\", error=\"invalid_token\"",
            )
        } else {
            (
                "The call needs a bearer token or a session.",
                "Bearer realm=\"landfall\"",
            )
        };
        Self::new(Kind::Unauthenticated, detail)
            .with_header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// A body that did not come as it should.
    pub(crate) fn unread(error: BodyError, limit: usize) -> Self {
        match error {
            BodyError::TooLarge => Self::new(
                Kind::PayloadTooLarge,
                format!("A body may have {limit} bytes here."),
            ),
            BodyError::TimedOut | BodyError::Broken => {
                Self::new(Kind::InvalidBody, "The body did not arrive whole.")
            }
        }
    }

    /// Not now; try again in a second.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            Kind::Unavailable,
            "The server cannot answer now; try again in a moment.",
        )
        .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// A fault of ours.
    pub(crate) fn internal() -> Self {
        Self::new(
            Kind::Internal,
            "The server failed at this request; its log says why.",
        )
    }

    /// Too many attempts; the next may be made in so many seconds.
    pub(crate) fn too_many(seconds: i64) -> Self {
        let detail =
            format!("Too many attempts have failed; the next may be made in {seconds} seconds.");
        Self::new(Kind::TooManyRequests, detail)
            .with_header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// A caller watches as much as one may.
    pub(crate) fn too_many_watchers() -> Self {
        Self::new(
            Kind::TooManyRequests,
            format!(
                "One caller may have {WATCHERS_OF_ONE} streams at a time; close one of them first."
            ),
        )
        .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// From a position nobody can go on; `oldest` is the oldest one from which one can.
    pub(crate) fn position_gone(oldest: u64, detail: String) -> Self {
        let mut problem = Self::new(Kind::PositionGone, detail);
        problem.oldest = Some(oldest);
        problem
    }

    /// What is wrong with what was sent, found by the rules.
    pub(crate) fn findings(findings: Vec<Finding>) -> Self {
        Self::body(
            findings
                .into_iter()
                .map(|finding| InputError::member(&finding.pointer, finding.description))
                .collect(),
        )
    }

    /// Whether it is of that kind.
    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }

    /// The parts of the input that are at fault.
    pub(crate) fn into_errors(self) -> Vec<InputError> {
        self.errors
    }

    /// Whether the caller can do nothing about it.
    pub(crate) fn is_fault_of_ours(&self) -> bool {
        self.kind.status().is_server_error()
    }

    /// With OAuth's own code for it.
    pub(crate) fn oauth(mut self, code: &'static str) -> Self {
        self.oauth = Some(code);
        self
    }

    /// With the parts of the input that are at fault.
    pub(crate) fn with_errors(mut self, errors: Vec<InputError>) -> Self {
        self.errors = errors;
        self
    }

    /// With a header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    /// It has changed since the caller has read it.
    pub(crate) fn stale() -> Self {
        Self::new(
            Kind::PreconditionFailed,
            "It has changed since it was read: the ETag is another one now. Read it again, and send the change of that.",
        )
    }

    fn document(&self, path: &str) -> Vec<u8> {
        let document = ProblemDocument {
            r#type: self.kind.url(),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: &self.detail,
            instance: path,
            errors: &self.errors,
            oldest: self.oldest.map(|oldest| oldest.to_string()),
            error: self.oauth,
        };
        serde_json::to_vec(&document).expect("texts and numbers can be written")
    }

    /// The answer to a call of that path that is carried out once.
    pub(crate) fn answer(&self, path: &str) -> Answer {
        Answer {
            status: self.kind.status().as_u16(),
            body: self.document(path),
        }
    }

    /// The answer to a call of that path.
    pub(crate) fn respond(self, path: &str) -> Response<Body> {
        let body = self.document(path);
        let mut response = respond::content(self.kind.status(), PROBLEM_JSON, body);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(header) = self.header {
            let (name, value) = *header;
            headers.insert(name, value);
        }
        response
    }
}

/// Why a command was not done, in the words of this face.
impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid { findings, .. } => Self::findings(findings),
            Refusal::Conflict { title, description } => {
                Self::new(Kind::Conflict, format!("{title}: {description}"))
            }
            Refusal::Stale => Self::stale(),
            Refusal::NotFound => Self::not_found(),
            Refusal::Failed(error) => error.into(),
        }
    }
}

/// Faults of ours and of the store are logged, not told.
impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::Unavailable(detail) => {
                tracing::error!(error = %detail, "the store cannot answer");
                Self::unavailable()
            }
            error => {
                tracing::error!(%error, "a fault");
                Self::internal()
            }
        }
    }
}
