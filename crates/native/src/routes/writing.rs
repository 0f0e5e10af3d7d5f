//! A call that changes something: who calls (401, 403), what they take (406) and send (415, 413, 400), what they ask, and whether
//! they may write at all (403). What is changed, and whether there is such a thing (404), is the call's own.

use std::{sync::Arc, time::Duration};

use axum::{body::Body, extract::Request};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, ETAG},
    request::Parts,
};
use landfall_http::{
    body::read_body,
    etag::{Wanted, etag},
    request_id::RequestId,
    respond,
};
use serde::Serialize;

use super::call::{Call, Native, opened, sends_json, takes_json, with_request_id};
use crate::{
    auth,
    error::{Kind, Problem},
    wire::json,
};

const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// What is sent with a call that changes something.
pub(super) struct Sent<'h> {
    head: &'h Parts,
    /// The body; empty for calls without one.
    pub(super) body: Bytes,
}

impl Sent<'_> {
    /// The headers.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The method.
    pub(super) fn method(&self) -> &str {
        self.head.method.as_str()
    }

    /// The path as it was sent.
    pub(super) fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The path with its query, as they were sent.
    pub(super) fn target(&self) -> &str {
        let target = self.head.uri.path_and_query();
        target.map_or("", |target| target.as_str())
    }

    /// The name of the call in the server's log.
    pub(super) fn request_id(&self) -> String {
        RequestId::of(&self.head.extensions).to_string()
    }
}

/// Says of a thing as it is now whether it is the one that the caller has seen.
type Seen<T> = Arc<dyn Fn(&T) -> bool + Send + Sync>;

/// That a thing is changed only if what `V` shows of it has one of the tags in `If-Match`, where there is that header.
pub(super) fn as_seen<T, V>(headers: &HeaderMap) -> Option<Seen<T>>
where
    T: Clone + 'static,
    V: From<T> + Serialize + 'static,
{
    let wanted = Wanted::of(headers)?;
    Some(Arc::new(move |it: &T| {
        wanted.names(&etag(&json(&V::from(it.clone()))))
    }))
}

/// That a thing is gone.
pub(super) fn gone() -> Response<Body> {
    let mut response = respond::empty(StatusCode::NO_CONTENT);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// Answers a call that changes something, whose JSON body has at most so many bytes; none if it takes no body.
pub(super) async fn writing(
    native: &Native,
    request: Request,
    largest: Option<usize>,
    answer: impl AsyncFnOnce(Call<'_>, Sent<'_>) -> Result<Response<Body>, Problem>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let written = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_json(&head.headers)?;
        let body = match largest {
            None => Bytes::new(),
            Some(largest) => {
                sends_json(&head.headers)?;
                let body = read_body(body, largest, BODY_DEADLINE).await;
                body.map_err(|error| Problem::unread(error, largest))?
            }
        };
        let call = opened(&native.control, &head, proven, &[]).await?;
        if !call.caller.write {
            return Err(may_only_read());
        }
        answer(call, Sent { head: &head, body }).await
    };
    let answered = written.await;
    let answered = answered.unwrap_or_else(|problem: Problem| problem.respond(head.uri.path()));
    with_request_id(answered, &head)
}

/// The caller has no right to write, here or at all.
pub(super) fn may_only_read() -> Problem {
    let detail = "This takes the right to write: the role business-admin at the account or above it, or a client with native=write.";
    Problem::new(Kind::Forbidden, detail)
}

/// A thing as it is after a change, with its tag.
pub(super) fn changed(status: StatusCode, thing: &impl Serialize) -> Response<Body> {
    let body = json(thing);
    let tag = etag(&body);
    let mut response = respond::json(status, body);
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
