//! A reading call from its head to its answer: who calls (401, 403), what they take (406), what they ask (400, 404), and an
//! answer with its tag (200, 304).

use std::sync::Arc;

use axum::{body::Body, extract::Request};
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri,
    header::{ACCEPT, CACHE_CONTROL, ETAG},
    request::Parts,
};
use landfall_control::{Control, access::NativeCaller};
use landfall_http::{
    accept::Accept,
    content_type,
    etag::{etag, if_none_match},
    path::decode_segment,
    query::Query,
    request_id::RequestId,
    respond,
};
use serde::Serialize;

use crate::{
    auth::{self, ORGANIZATION, Proven},
    error::{InputError, Kind, Problem},
    wire::json,
};

/// The name of a call in the server's log, on every answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every route is given.
#[derive(Clone)]
pub(crate) struct Native {
    pub(crate) control: Arc<Control>,
}

/// A call whose caller is known.
pub(crate) struct Call<'c> {
    pub(crate) control: &'c Control,
    pub(super) head: &'c Parts,
    pub(crate) caller: NativeCaller,
    pub(crate) query: Query<'c>,
    /// The last segment of the path, decoded; none if that is not text.
    pub(crate) id: Option<String>,
}

impl Call<'_> {
    /// A segment of the path, decoded, counted from its end; none if that is not text.
    pub(super) fn segment(&self, from_the_end: usize) -> Option<String> {
        segment(&self.head.uri, from_the_end)
    }
}

/// Answers a reading call. `known` are the parameters it takes beside `organization`.
pub(crate) async fn reading<T: Serialize>(
    native: &Native,
    request: Request,
    known: &[&str],
    answer: impl AsyncFnOnce(Call<'_>) -> Result<T, Problem>,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let read = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_json(&head.headers)?;
        let call = opened(&native.control, &head, proven, known).await?;
        answer(call).await
    };
    let answered = match read.await {
        Ok(value) => revalidated(&head.headers, &value),
        Err(problem) => problem.respond(head.uri.path()),
    };
    with_request_id(answered, &head)
}

/// A call of that head, once its caller is proven.
pub(super) async fn opened<'c>(
    control: &'c Control,
    head: &'c Parts,
    proven: Proven,
    known: &[&str],
) -> Result<Call<'c>, Problem> {
    let query = query(head, known)?;
    let organization = query.single(ORGANIZATION).ok().flatten();
    let caller = auth::caller(control, proven, organization).await?;
    Ok(Call {
        control,
        head,
        caller,
        query,
        id: segment(&head.uri, 0),
    })
}

/// A segment of a path, decoded, counted from its end; none if that is not text.
pub(super) fn segment(uri: &Uri, from_the_end: usize) -> Option<String> {
    let segment = uri.path().rsplit('/').nth(from_the_end)?;
    decode_segment(segment).map(std::borrow::Cow::into_owned)
}

/// The organization that a call names to act in.
pub(super) fn organization(head: &Parts) -> Option<String> {
    let query = Query::parse(head.uri.query()).ok()?;
    let named = query.single(ORGANIZATION).ok().flatten();
    named.map(ToOwned::to_owned)
}

/// The query, if it holds nothing that is unknown or repeated.
fn query<'h>(head: &'h Parts, known: &[&str]) -> Result<Query<'h>, Problem> {
    let query = Query::parse(head.uri.query())
        .map_err(|error| Problem::parameters(vec![InputError::parameter("", error.to_string())]))?;
    let mut errors: Vec<InputError> = Vec::new();
    for (name, _) in query.pairs() {
        let fault = if name != ORGANIZATION && !known.contains(&name) {
            let mut takes = known.to_vec();
            takes.push(ORGANIZATION);
            format!(
                "is not a parameter of this call, which takes: {}",
                takes.join(", ")
            )
        } else if query.single(name).is_err() {
            "is given more than once".to_owned()
        } else {
            continue;
        };
        let name: String = name.chars().take(40).collect();
        let error = InputError::parameter(&name, fault);
        if !errors.contains(&error) && errors.len() < 10 {
            errors.push(error);
        }
    }
    if errors.is_empty() {
        Ok(query)
    } else {
        Err(Problem::parameters(errors))
    }
}

/// Whether the caller takes JSON: 406.
pub(crate) fn takes_json(headers: &HeaderMap) -> Result<(), Problem> {
    let takes = !headers.contains_key(ACCEPT)
        || Accept::parse(headers)
            .negotiate(&["application/json"])
            .is_some();
    if takes {
        Ok(())
    } else {
        Err(Problem::new(
            Kind::NotAcceptable,
            "Answers are application/json.",
        ))
    }
}

/// Whether a body is said to be JSON: 415. A page of another site cannot send that without being asked first.
pub(crate) fn sends_json(headers: &HeaderMap) -> Result<(), Problem> {
    if content_type::is_json(headers) {
        return Ok(());
    }
    let detail = "The body has to be application/json, and to say so in Content-Type.";
    Err(Problem::new(Kind::UnsupportedMediaType, detail))
}

/// The answer with a strong tag made of its bytes, or 304 if the caller has it already.
fn revalidated(headers: &HeaderMap, value: &impl Serialize) -> Response<Body> {
    let body = json(value);
    let tag = etag(&body);
    let mut response = if if_none_match(headers, &tag) {
        respond::empty(StatusCode::NOT_MODIFIED)
    } else {
        respond::json(StatusCode::OK, body)
    };
    let own = response.headers_mut();
    own.insert(ETAG, tag);
    own.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// Names the call as the log does.
pub(crate) fn with_request_id(mut response: Response<Body>, head: &Parts) -> Response<Body> {
    let id = RequestId::of(&head.extensions).to_string();
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
