//! `/healthz`: the process answers. `/readyz`: it can do its work: the store answers, and it is not shutting down. Where
//! several processes serve one record it also says which part this one has.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Body, extract::State, routing::get};
use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};
use landfall_control::{Control, Role};
use landfall_http::{
    openapi::{Document, DocumentedRoutes, Operation, Reply, ReplyHeader},
    respond,
};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use crate::{feed, peers, problem, routes::routes};

/// Whether the process wants new work: true until it begins to shut down.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    closing: Arc<AtomicBool>,
}

impl Readiness {
    /// From now on the process is not ready: load balancers look elsewhere while running requests are answered.
    pub fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }
}

/// The routes of the native face.
pub fn router(control: Arc<Control>, readiness: Readiness) -> Router {
    let health = table()
        .into_router()
        .with_state((Arc::clone(&control), readiness))
        .merge(routes(Arc::clone(&control)))
        .merge(feed::routes().with_state(Arc::clone(&control)));
    // Nobody asks a process that has its record for itself.
    if control.is_shared() {
        health.merge(peers::routes().with_state(control))
    } else {
        health
    }
}

/// The document of the two paths.
pub(crate) fn document() -> Value {
    table().document()
}

fn table() -> DocumentedRoutes<(Arc<Control>, Readiness)> {
    let document = Document {
        title: "Landfall, native API",
        summary: "",
        description: "",
        tags: &[(
            "health",
            "For load balancers and supervisors; without credentials.",
        )],
        security: Vec::new(),
    };
    let health = Operation::get("/healthz", "health")
        .tag("health")
        .told("Answers while the process lives", "")
        .replies([text("It lives.", json_schema!({ "const": LIVES }))]);
    let readiness = Operation::get("/readyz", "readiness")
        .tag("health")
        .told(
            "Answers while the store does and the process is not stopping",
            "",
        )
        .replies([text("It can work.", ready_texts()), not_ready()]);
    DocumentedRoutes::new(document)
        .route(health, get(async || answer(LIVES)).fallback(read_only))
        .route(readiness, get(ready).fallback(read_only))
}

fn ready_texts() -> Schema {
    json_schema!({
        "description": "Where several servers have one record, also which part this one has.",
        "enum": [READY, OWNER, FOLLOWER, SEEKING],
    })
}

fn text(description: &'static str, text: Schema) -> Reply {
    let no_store = ReplyHeader::always("Cache-Control", json_schema!({ "const": "no-store" }))
        .described("The answer holds for this moment only.");
    Reply::new(StatusCode::OK, description)
        .headers([no_store])
        .body("text/plain; charset=utf-8", text)
}

fn not_ready() -> Reply {
    let problem = json_schema!({
        "description": "RFC 9457.",
        "type": "object",
        "additionalProperties": false,
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "const": "about:blank" },
            "title": { "const": "Service Unavailable" },
            "status": { "const": 503 },
            "detail": { "type": "string", "minLength": 1 },
        },
    });
    let example = json!({
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": STOPPING,
    });
    Reply::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "It is stopping, or its store does not answer.",
    )
    .body("application/problem+json", problem)
    .example("stopping", "While running requests are answered", example)
}

const LIVES: &str = "ok";
const READY: &str = "ready";
const OWNER: &str = "ready, owner of the fleet";
const FOLLOWER: &str = "ready, another process owns the fleet";
const SEEKING: &str = "ready, nobody is known to own the fleet";
const STOPPING: &str = "shutting down";

async fn read_only() -> Response<Body> {
    let refused = respond::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "this path is read with GET or HEAD",
    );
    respond::with_allow(refused, &["GET", "HEAD"])
}

async fn ready(State((control, readiness)): State<(Arc<Control>, Readiness)>) -> Response<Body> {
    if readiness.closing.load(Ordering::SeqCst) {
        return respond::problem(StatusCode::SERVICE_UNAVAILABLE, STOPPING);
    }
    match control.ready().await {
        Ok(()) if control.is_shared() => answer(match control.role() {
            Role::Owner { .. } => OWNER,
            Role::Follower { .. } => FOLLOWER,
            Role::Seeking => SEEKING,
        }),
        Ok(()) => answer(READY),
        Err(error) => problem::of(&error),
    }
}

fn answer(text: &'static str) -> Response<Body> {
    let mut response = respond::content(StatusCode::OK, "text/plain; charset=utf-8", text);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
