//! The two ids of a call, `X-Request-Id` and `X-Correlation-Id`, which every answer carries (vipmp contract, section 2).

use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, request::Parts};
use landfall_http::{openapi::ReplyHeader, request_id::RequestId};
use schemars::{Schema, json_schema};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The most characters of an id.
const LONGEST: usize = 128;

/// The ids of one call.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    /// The caller's own id for the call, if it is one.
    request: Option<HeaderValue>,
    /// The name of the call in the log; also its id where the caller gave none.
    logged: RequestId,
    /// What the caller sent, also if it is no good: it is echoed all the same.
    correlation: Option<HeaderValue>,
    correlation_is_valid: bool,
}

impl Ids {
    /// Reads the ids from a request's head. Copies no text.
    pub(crate) fn of(head: &Parts) -> Self {
        let request = only(&head.headers, &REQUEST_ID).filter(|value| is_valid(value));
        let correlation_is_valid = only(&head.headers, &CORRELATION_ID).is_some_and(is_valid);
        let sent = head.headers.get(CORRELATION_ID);
        Self {
            request: request.cloned(),
            logged: RequestId::of(&head.extensions),
            correlation: sent.filter(|value| !is_blank(value)).cloned(),
            correlation_is_valid,
        }
    }

    /// The name of the call in the log.
    pub(crate) fn logged(&self) -> RequestId {
        self.logged
    }

    /// Whether the call has a correlation id of the form that reads and writes need.
    pub(crate) fn correlate(&self) -> bool {
        self.correlation_is_valid
    }

    /// The correlation id, if it has that form.
    pub(crate) fn correlation_id(&self) -> Option<&str> {
        let sent = self.correlation.as_ref();
        sent.filter(|_| self.correlation_is_valid)?.to_str().ok()
    }

    /// The caller's own id for the call, if it sent one.
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request.as_ref()?.to_str().ok()
    }

    /// Puts the ids on an answer.
    pub(crate) fn on(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(
            REQUEST_ID,
            self.request.unwrap_or_else(|| generated(self.logged)),
        );
        if let Some(correlation) = self.correlation {
            headers.insert(CORRELATION_ID, correlation);
        }
        response
    }
}

/// The form of an id, for the document.
pub(crate) fn visible() -> Schema {
    json_schema!({ "type": "string", "pattern": format!(r"^[\x21-\x7E]{{1,{LONGEST}}}$") })
}

/// The ids on an answer, for the document.
pub(crate) fn answered_ids() -> [ReplyHeader; 2] {
    let something = json_schema!({ "type": "string", "minLength": 1 });
    [
        ReplyHeader::always("X-Request-Id", visible())
            .described("The request's, or a UUID under which the call stands in the server's log."),
        ReplyHeader::sometimes("X-Correlation-Id", something)
            .described("The request's, if it sent one, also one that was refused."),
    ]
}

/// The value of a header that may be given once; none also when it was given several times.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

fn is_valid(value: &HeaderValue) -> bool {
    (1..=LONGEST).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
}

fn is_blank(value: &HeaderValue) -> bool {
    value.as_bytes().trim_ascii().is_empty()
}

fn generated(logged: RequestId) -> HeaderValue {
    let id = if logged.uuid().is_nil() {
        RequestId::draw()
    } else {
        logged
    };
    let mut text = [0; 36];
    let text = id.uuid().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).expect("a UUID is visible ASCII")
}
