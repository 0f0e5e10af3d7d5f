//! The pages about problems, at the URLs that problems carry in `type`: Markdown, or HTML for who prefers it.

use std::fmt::Write;

use axum::{
    body::Body,
    extract::{Path, Request, State},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY},
};
use landfall_http::{
    accept::Accept,
    etag::{etag, if_none_match},
    respond,
};

use super::call::{Native, with_request_id};
use crate::error::{Kind, Problem};

const MARKDOWN: &str = "text/markdown; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
/// The pages load nothing and run nothing.
const POLICY: (HeaderName, HeaderValue) = (
    HeaderName::from_static("content-security-policy"),
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
);

/// All kinds of problem.
pub(super) async fn index(State(_): State<Native>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let mut text = "# Problems\n\nEvery error of the native API is an RFC 9457 problem whose `type` is one of these pages.\n\n".to_owned();
    for kind in Kind::ALL {
        let (title, url, status) = (kind.title(), kind.url(), kind.status().as_u16());
        let _ = writeln!(text, "- [{title}]({url}), {status}");
    }
    with_request_id(written(&head.headers, "Problems", &text), &head)
}

/// One kind of problem.
pub(super) async fn page(
    State(_): State<Native>,
    Path(name): Path<String>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let kind = Kind::ALL.iter().find(|kind| kind.name() == name);
    let response = match kind {
        Some(kind) => written(&head.headers, kind.title(), kind.page()),
        None => Problem::unknown_path().respond(head.uri.path()),
    };
    with_request_id(response, &head)
}

fn written(headers: &HeaderMap, title: &str, markdown: &str) -> Response<Body> {
    let offers = ["text/markdown", "text/html", "text/plain"];
    let wants_html = headers.contains_key(ACCEPT)
        && Accept::parse(headers)
            .negotiate(&offers)
            .is_some_and(|choice| choice.media_type == "text/html");
    let (media_type, body) = if wants_html {
        (HTML, html(title, markdown))
    } else {
        (MARKDOWN, markdown.to_owned())
    };
    let tag = etag(body.as_bytes());
    let mut response = if if_none_match(headers, &tag) {
        respond::empty(StatusCode::NOT_MODIFIED)
    } else {
        respond::content(StatusCode::OK, media_type, body)
    };
    let own = response.headers_mut();
    own.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    own.insert(ETAG, tag);
    own.insert(VARY, HeaderValue::from_static("accept"));
    own.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    own.insert(POLICY.0, POLICY.1);
    response
}

/// The text as it is, on a page.
fn html(title: &str, markdown: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><style>body{{max-width:46em;margin:2em \
         auto;padding:0 1em}}pre{{white-space:pre-wrap;font:1em/1.5 system-ui,sans-serif}}</style></head>\
         <body><pre>{}</pre></body></html>\n",
        escaped(title),
        escaped(markdown)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
