//! The numbered errors (metallic contract, section 9). Codes never change; messages are for people and may.

use std::borrow::Cow;

use axum::body::Body;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::ControlError;
use landfall_core::rules::ordering::Refused;
use landfall_http::respond;
use serde::Serialize;

/// Why a call was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The body is no JSON object.
    NotAnObject,
    /// A member of the body, or the header that names the call, is missing or cannot be.
    Member {
        /// Its path, with which the message starts.
        path: Cow<'static, str>,
        /// What it should have been.
        rule: Cow<'static, str>,
    },
    /// The client may only read.
    ReadOnly,
    /// A value is used already.
    Taken {
        /// The member that has it.
        member: &'static str,
    },
    /// It cannot be done as things are.
    NotNow {
        /// Why, in a sentence.
        why: &'static str,
    },
    /// No order of that name has made lines of the account.
    NoOriginal,
    /// The key of the call is that of another one.
    OtherRequest,
    /// The first call of that key has not ended.
    StillRunning,
    /// The body is of another media type.
    MediaType,
    /// The body is longer than allowed.
    TooLarge,
    /// A query parameter does not follow its grammar.
    Parameter {
        /// Its name, with which the message starts.
        name: Cow<'static, str>,
        /// What it should have been.
        rule: &'static str,
    },
    /// There is no token, or none that is good.
    Unauthenticated,
    /// There is no such path, or no such object that the caller may see.
    NotFound,
    /// The partner's hour is used up.
    RateLimited {
        /// In how many seconds the next one can begin.
        retry_after: u32,
    },
    /// The path is called with other methods.
    MethodNotAllowed {
        /// These, as `Allow` lists them.
        allow: &'static str,
    },
    /// The record cannot be reached now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorObject<'a>,
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    code: u16,
    message: &'a str,
}

impl ApiError {
    /// The answer.
    pub(crate) fn respond(&self) -> Response<Body> {
        let (status, body) = self.answer();
        let mut response = respond::json(status, body);
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, value);
        }
        response
    }

    /// The status and the body.
    pub(crate) fn answer(&self) -> (StatusCode, Vec<u8>) {
        let (status, code, message) = self.told();
        let body = ErrorBody {
            error: ErrorObject {
                code,
                message: &message,
            },
        };
        let body = serde_json::to_vec(&body).expect("a number and a text can be written");
        (status, body)
    }

    pub(super) fn told(&self) -> (StatusCode, u16, Cow<'static, str>) {
        let (status, code, message) = match self {
            Self::Parameter { name, rule } => {
                let message = format!("{name}: {rule}");
                return (StatusCode::BAD_REQUEST, 1003, message.into());
            }
            Self::Member { path, rule } => {
                let message = format!("{path}: {rule}");
                return (StatusCode::BAD_REQUEST, 1002, message.into());
            }
            Self::Taken { member } => {
                let message = format!("{member}: already used");
                return (StatusCode::CONFLICT, 1007, message.into());
            }
            Self::NotNow { why } => (StatusCode::CONFLICT, 1008, *why),
            Self::NotAnObject => (
                StatusCode::BAD_REQUEST,
                1001,
                "The body has to be a JSON object",
            ),
            Self::ReadOnly => (
                StatusCode::FORBIDDEN,
                1005,
                "The client may read and not write",
            ),
            Self::NoOriginal => (
                StatusCode::BAD_REQUEST,
                1009,
                "externalId: no complete fulfillment of that name made services of the account",
            ),
            Self::OtherRequest => (
                StatusCode::UNPROCESSABLE_ENTITY,
                1010,
                "The Idempotency-Key was used for another request",
            ),
            Self::StillRunning => (
                StatusCode::CONFLICT,
                1011,
                "The first request with this Idempotency-Key is still running",
            ),
            Self::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                1014,
                "The body has to be application/json",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                1015,
                "The body is longer than 1 MiB",
            ),
            Self::Unauthenticated => (
                StatusCode::UNAUTHORIZED,
                1004,
                "A valid access token is required",
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, 1006, "Record not found"),
            Self::RateLimited { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                1012,
                "The hourly limit of calls is reached",
            ),
            Self::MethodNotAllowed { .. } => (
                StatusCode::METHOD_NOT_ALLOWED,
                1013,
                "The path does not take this method",
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                1098,
                "The service cannot answer now; try again",
            ),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, 1099, "Internal error"),
        };
        (status, code, message.into())
    }

    pub(super) fn header(&self) -> Option<(http::HeaderName, HeaderValue)> {
        match *self {
            Self::Unauthenticated => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::RateLimited { retry_after } => Some((RETRY_AFTER, retry_after.into())),
            Self::MethodNotAllowed { allow } => Some((ALLOW, HeaderValue::from_static(allow))),
            Self::Unavailable => Some((RETRY_AFTER, 1.into())),
            _ => None,
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            // The contract's error is about one member.
            Refused::Unfit(unfit) => {
                let first = unfit.into_iter().next();
                let (path, rule) = first.map_or_else(
                    || (String::new(), "something else".into()),
                    |unfit| (unfit.member, unfit.rule),
                );
                Self::Member {
                    path: path.into(),
                    rule,
                }
            }
            Refused::NoOriginal => Self::NoOriginal,
            Refused::Taken(member) => Self::Taken { member },
            Refused::NotNow(why) => Self::NotNow { why },
        }
    }
}

impl From<ControlError> for ApiError {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::NotFound(_) => Self::NotFound,
            ControlError::Unavailable(_) => {
                tracing::error!(%error, "the record cannot be reached");
                Self::Unavailable
            }
            // What a call can be refused for is told apart before; these are faults.
            ControlError::Invalid(_) | ControlError::Conflict(_) | ControlError::Internal(_) => {
                tracing::error!(%error, "a call failed");
                Self::Internal
            }
        }
    }
}
