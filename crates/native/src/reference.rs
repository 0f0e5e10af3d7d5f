//! `/landfall/docs`: the OpenAPI documents of all faces in a page to read and try them. Everything that the page needs is in
//! the binary; a policy in its headers keeps it from loading anything from elsewhere.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Redirect,
    routing::get,
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use landfall_http::{
    etag::{etag, if_none_match},
    path::decode_segment,
    respond,
};
use utoipa_swagger_ui::{Config, Url, serve};

/// Where the page is.
pub const REFERENCE_PATH: &str = "/landfall/docs";

/// Scripts and requests go to this server only. The reader writes styles and small pictures into the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A face's document, as it is served.
#[derive(Debug, Clone)]
pub struct ApiDocument {
    /// The face; the last part of the document's address, before `.json`.
    pub name: &'static str,
    /// The OpenAPI document, as JSON.
    pub json: Bytes,
}

/// A file with its tag.
#[derive(Debug, Clone)]
struct File {
    media_type: HeaderValue,
    bytes: Bytes,
    etag: HeaderValue,
}

/// The file that tells the page what to show; the one that depends on the documents.
const INITIALIZER: &str = "swagger-initializer.js";

#[derive(Debug)]
struct Reference {
    initializer: Option<Bytes>,
    documents: HashMap<String, File>,
}

/// The routes at and below [`REFERENCE_PATH`], other than pages about problems.
pub fn reference_router(documents: Vec<ApiDocument>) -> Router {
    let initializer = initializer(&documents);
    let documents = documents.into_iter().map(|document| {
        let file = File::new(HeaderValue::from_static("application/json"), document.json);
        (document.name.to_owned(), file)
    });
    let reference = Arc::new(Reference {
        initializer,
        documents: documents.collect(),
    });
    Router::new()
        .route(REFERENCE_PATH, get(to_the_page))
        .route("/landfall/docs/", get(page))
        .route("/landfall/docs/openapi/{name}", get(document))
        .route("/landfall/docs/{file}", get(file))
        .fallback(nothing)
        .method_not_allowed_fallback(async || {
            let refused = respond::problem(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path is read with GET or HEAD",
            );
            respond::with_allow(refused, &["GET", "HEAD"])
        })
        .with_state(reference)
}

fn initializer(documents: &[ApiDocument]) -> Option<Bytes> {
    let urls: Vec<_> = documents
        .iter()
        .map(|document| (document.name, format!("openapi/{}.json", document.name)))
        .collect();
    // Without the last, the reader would ask a server of its makers whether documents are valid.
    let config = Config::new(urls.iter().map(|(name, url)| Url::new(name, url)))
        .try_it_out_enabled(true)
        .display_operation_id(true)
        .deep_linking(true)
        .validator_url("none");
    let file = serve(INITIALIZER, Arc::new(config)).ok().flatten()?;
    Some(file.bytes.into_owned().into())
}

/// Addresses in the page are relative to its folder.
async fn to_the_page() -> Redirect {
    Redirect::permanent("/landfall/docs/")
}

async fn page(State(reference): State<Arc<Reference>>, request: Request) -> Response<Body> {
    reference.file("index.html", request.headers())
}

async fn file(State(reference): State<Arc<Reference>>, request: Request) -> Response<Body> {
    match name(&request) {
        Some(name) => reference.file(&name, request.headers()),
        None => nothing().await,
    }
}

async fn document(State(reference): State<Arc<Reference>>, request: Request) -> Response<Body> {
    let name = name(&request);
    let name = name.as_ref().and_then(|name| name.strip_suffix(".json"));
    match name.and_then(|name| reference.documents.get(name)) {
        Some(document) => document.answer(request.headers()),
        None => nothing().await,
    }
}

/// The last part of the path; none if it is no text.
fn name(request: &Request) -> Option<Cow<'_, str>> {
    decode_segment(request.uri().path().rsplit('/').next()?)
}

async fn nothing() -> Response<Body> {
    respond::problem(StatusCode::NOT_FOUND, "there is nothing at this path")
}

impl Reference {
    fn file(&self, name: &str, headers: &HeaderMap) -> Response<Body> {
        // Only the initializer depends on the configuration.
        let found = serve(name, Arc::new(Config::new([""; 0])));
        let Some(file) = found.ok().flatten() else {
            return respond::problem(StatusCode::NOT_FOUND, "there is nothing at this path");
        };
        let media_type = HeaderValue::from_str(&file.content_type)
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        let made = self.initializer.clone().filter(|_| name == INITIALIZER);
        let bytes = made.unwrap_or_else(|| file.bytes.into_owned().into());
        File::new(media_type, bytes).answer(headers)
    }
}

impl File {
    fn new(media_type: HeaderValue, bytes: Bytes) -> Self {
        Self {
            media_type,
            etag: etag(&bytes),
            bytes,
        }
    }

    fn answer(&self, asked: &HeaderMap) -> Response<Body> {
        let mut response = if if_none_match(asked, &self.etag) {
            respond::empty(StatusCode::NOT_MODIFIED)
        } else {
            let mut response = Response::new(Body::from(self.bytes.clone()));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, self.media_type.clone());
            response
        };
        let headers = response.headers_mut();
        headers.insert(ETAG, self.etag.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}
