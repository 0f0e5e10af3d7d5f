//! Building responses: a status, a media type and bytes that are at hand whole.
//!
//! The server writes `Content-Length` from the body's exact size, for HEAD too, so nothing here sets it.

use axum::body::Body;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

/// A response with a body of the given media type.
pub fn content(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A response with a body of `application/json`.
pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Body> {
    content(status, "application/json", body)
}

/// A response without a body.
pub fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// An RFC 9457 problem of no particular type: the status with its title, and a sentence that says what to do.
pub fn problem(status: StatusCode, detail: &str) -> Response<Body> {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
    });
    content(status, "application/problem+json", body.to_string())
}

/// Adds `Allow` with the methods in the order given: `allow(&["GET", "HEAD"])` is `GET, HEAD`.
pub fn with_allow(mut response: Response<Body>, methods: &[&str]) -> Response<Body> {
    response.headers_mut().insert(ALLOW, allow(methods));
    response
}

/// The value of an `Allow` header. The names must be method names, which are tokens.
pub fn allow(methods: &[&str]) -> HeaderValue {
    HeaderValue::from_str(&methods.join(", ")).expect("method names are visible ASCII")
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[test]
    fn allow_lists_the_methods() {
        assert_eq!(allow(&["GET", "HEAD"]), "GET, HEAD");
        let refused = with_allow(empty(StatusCode::METHOD_NOT_ALLOWED), &["PATCH"]);
        assert_eq!(refused.headers()[ALLOW], "PATCH");
    }

    #[tokio::test]
    async fn a_problem_is_complete() {
        let response = problem(StatusCode::NOT_FOUND, "No \"such\" path.");
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(
            body,
            r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"No \"such\" path."}"#
        );
    }
}
