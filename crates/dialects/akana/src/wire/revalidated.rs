//! Answers that clients keep and ask about again (akana contract, section 5).

use axum::response::Response;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, ETAG, VARY},
};
use landfall_http::{
    etag::{etag, if_none_match},
    respond::{content, empty},
};

/// The strong tag of a representation. Several media types have the same bytes, and a strong tag must tell them apart.
pub(super) fn tag(media_type: &str, body: &[u8]) -> HeaderValue {
    etag(&[media_type.as_bytes(), b"\n", body].concat())
}

/// The body with its tag; 304 without the body if the client has it already.
pub(crate) fn revalidated(
    request: &HeaderMap,
    media_type: &'static str,
    body: Vec<u8>,
) -> Response {
    let tag = tag(media_type, &body);
    let mut response = if if_none_match(request, &tag) {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        content(StatusCode::OK, media_type, body)
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(VARY, HeaderValue::from_static("Accept, Cookie"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
