//! The body of a write, under its name: read in the contract's order (section 1), and answered once.

use std::time::Duration;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Response, StatusCode, header::LOCATION, request::Parts};
use landfall_control::{
    command::OrderBody,
    once::{Answer, Answered, Repeatable},
};
use landfall_core::{model::Dialect, rules::once::METALLIC};
use landfall_http::{
    body::{BodyError, read_body},
    content_type::is_json,
    idempotency::key,
    openapi::{Parameter, ReplyHeader},
    respond,
};
use schemars::json_schema;

use crate::auth::Writer;
use crate::error::ApiError;

const LARGEST_BODY: usize = 1 << 20;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// A body that arrived, and the name that makes the call the same as an earlier one, if it has one.
pub(super) struct Sent {
    pub(super) body: OrderBody,
    pub(super) call: Option<Repeatable>,
}

impl Sent {
    /// Reads a body: its size, its media type, its form, and the name of the call.
    pub(super) async fn read(head: &Parts, body: Body, writer: &Writer) -> Result<Self, ApiError> {
        let bytes = match read_body(body, LARGEST_BODY, BODY_DEADLINE).await {
            Ok(bytes) => bytes,
            Err(BodyError::TooLarge) => return Err(ApiError::TooLarge),
            Err(BodyError::TimedOut | BodyError::Broken) => return Err(ApiError::NotAnObject),
        };
        if !is_json(&head.headers) {
            return Err(ApiError::MediaType);
        }
        let body = OrderBody::read(&bytes).ok_or(ApiError::NotAnObject)?;
        let key = key(&head.headers, METALLIC.key_header).map_err(|_| ApiError::Member {
            path: "Idempotency-Key".into(),
            rule: "one key of 1 to 255 visible ASCII characters".into(),
        })?;
        let call = key.map(|key| {
            let request = format!("{} {} {}", head.method, head.uri.path(), body.canonical());
            Repeatable::new(
                &METALLIC,
                Dialect::Metallic,
                writer.client.as_str(),
                &[key.as_bytes()],
                request.as_bytes(),
            )
        });
        Ok(Self { body, call })
    }
}

/// The answer to a write: now, or once more. What was made is found below `place`.
pub(super) fn written(answered: Answered, place: &str) -> Result<Response<Body>, ApiError> {
    match answered {
        Answered::Now(answer) => Ok(told(answer, place)),
        Answered::Before(answer) => {
            let mut response = told(answer, place);
            let name = HeaderName::from_static(METALLIC.replay_header);
            let yes = HeaderValue::from_static("true");
            response.headers_mut().insert(name, yes);
            Ok(response)
        }
        Answered::OtherBody => Err(ApiError::OtherRequest),
        Answered::StillRunning | Answered::RequestIdUsed => Err(ApiError::StillRunning),
    }
}

fn told(answer: Answer, place: &str) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let location = location(&answer.body, place).filter(|_| status.is_success());
    let mut response = respond::json(status, answer.body);
    if let Some(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Where the object of an answer is found.
fn location(body: &[u8], place: &str) -> Option<HeaderValue> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let id = body.get("data")?.get("id")?.as_str()?;
    HeaderValue::from_str(&format!("{place}/{id}")).ok()
}

/// The name of a call, for the document.
pub(super) fn key_parameter() -> Parameter {
    let key = json_schema!({ "type": "string", "pattern": "^[!-~]{1,255}$" });
    Parameter::header("Idempotency-Key", key).described(
        "The caller's name for this call. The same body under the same key, its members in any order, gets the first good answer again for a day; another body is refused with 1010, and a call whose first still runs with 1011 (section 5).",
    )
}

/// What a good answer to a submission says beside its body, for the document.
pub(super) fn written_headers() -> [ReplyHeader; 2] {
    let path = json_schema!({ "type": "string", "pattern": "^/api/v1/partner/" });
    [
        ReplyHeader::always("Location", path).described("Where it is found."),
        ReplyHeader::sometimes("Idempotent-Replayed", json_schema!({ "const": "true" }))
            .described("The call was carried out before, and this is the answer that it got then."),
    ]
}
