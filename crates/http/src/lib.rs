//! What every HTTP face shares: the listener with its limits, and the parsing and writing of requests.
//!
//! Nothing here knows a customer, a token or a vendor. A request comes in through a [`listen::Listener`], which knows who is calling
//! ([`peer::Peer`]); [`faces::Faces`] gives it an id and a line in the log and hands it to the face that claims its path; that face's
//! [`guard::Guarded`] routes answer it, with the face's own error when they panic or take too long. Inside a handler [`query`],
//! [`accept`], [`authorization`], [`body`], [`content_type`], [`idempotency`], [`path`] and [`token_request`] read the request, and
//! [`respond`] and [`etag`] write the answer.
//!
//! # A face
//!
//! A crate for a dialect makes an [`axum::Router`] and says how it fails; the binary joins the faces and serves them.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use axum::Router;
//! use axum::body::Body;
//! use axum::extract::Request;
//! use axum::routing::get;
//! use http::request::Parts;
//! use http::{HeaderValue, Response, StatusCode};
//! use landfall_http::accept::Accept;
//! use landfall_http::body::{BodyError, read_body};
//! use landfall_http::faces::{Face, Faces};
//! use landfall_http::guard::{Failures, Guarded};
//! use landfall_http::host::HostPolicy;
//! use landfall_http::listen::{ListenConfig, Listener};
//! use landfall_http::query::Query;
//! use landfall_http::respond;
//!
//! /// The error object of this face.
//! fn error(status: StatusCode, message: &str) -> Response<Body> {
//!     respond::json(status, serde_json::json!({ "message": message }).to_string())
//! }
//!
//! /// How this face answers when its routes cannot; it echoes the caller's own id.
//! #[derive(Clone)]
//! struct GreetingFailures;
//!
//! impl Failures for GreetingFailures {
//!     type Kept = Option<HeaderValue>;
//!
//!     fn keep(&self, head: &Parts) -> Self::Kept {
//!         head.headers.get("x-request-id").cloned()
//!     }
//!
//!     fn panicked(&self, id: Self::Kept) -> Response<Body> {
//!         let mut response = error(StatusCode::INTERNAL_SERVER_ERROR, "Internal error");
//!         if let Some(id) = id {
//!             response.headers_mut().insert("x-request-id", id);
//!         }
//!         response
//!     }
//!
//!     fn timed_out(&self, id: Self::Kept) -> Response<Body> {
//!         self.panicked(id)
//!     }
//! }
//!
//! async fn greet(request: Request) -> Response<Body> {
//!     let (head, body) = request.into_parts();
//!     // What may fail is checked in the order that the contract asks for.
//!     let Ok(query) = Query::parse(head.uri.query()) else {
//!         return error(StatusCode::BAD_REQUEST, "The query is not UTF-8");
//!     };
//!     let Ok(name) = query.single("name") else {
//!         return error(StatusCode::BAD_REQUEST, "name is given twice");
//!     };
//!     let offers = ["application/json", "application/xml"];
//!     let choice = Accept::parse(&head.headers).negotiate(&offers);
//!     let xml = choice.is_some_and(|choice| choice.index == 1);
//!     match read_body(body, 1_024, Duration::from_secs(10)).await {
//!         Err(BodyError::TooLarge) => error(StatusCode::PAYLOAD_TOO_LARGE, "too much"),
//!         Err(_) => error(StatusCode::BAD_REQUEST, "the body did not arrive"),
//!         Ok(_) if xml => respond::content(StatusCode::OK, "application/xml", "<hello/>"),
//!         Ok(_) => respond::json(StatusCode::OK, format!("{{\"hello\":{:?}}}", name.unwrap_or("you"))),
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let routes = Router::new()
//!     .route("/greeting", get(greet))
//!     .fallback(async || error(StatusCode::NOT_FOUND, "no such path"))
//!     .method_not_allowed_fallback(async || {
//!         respond::with_allow(error(StatusCode::METHOD_NOT_ALLOWED, "not that"), &["GET", "HEAD"])
//!     });
//! let guarded = Guarded::new(routes, GreetingFailures, Duration::from_secs(30));
//! let face = Face::new("greeting", |path| path.starts_with("/greeting"), guarded);
//! let faces = Faces::new(vec![face], HostPolicy::loopback(), Arc::new(()));
//!
//! let listener = Listener::bind(ListenConfig::new(([127, 0, 0, 1], 0).into())).unwrap();
//! println!("listening on {}", listener.local_addr().unwrap());
//! let stop = async { /* until a signal */ };
//! listener.serve(faces, stop).await;
//! # });
//! ```

pub mod accept;
pub mod access;
pub mod authorization;
pub mod body;
pub mod content_type;
pub mod etag;
pub mod faces;
pub mod guard;
pub mod host;
pub mod idempotency;
pub mod listen;
pub mod openapi;
pub mod path;
pub mod peer;
pub mod query;
pub mod request_id;
pub mod respond;
pub mod token_request;
