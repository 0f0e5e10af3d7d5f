//! `/healthz`: the process answers. `/readyz`: it can do its work: the store answers, and it is not shutting down. Where
//! several processes serve one record it also says which part this one has.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Body, extract::State, routing::get};
use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};
use landfall_control::{Control, Role};
use landfall_http::respond;

use crate::{peers, problem, routes::routes};

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
    let health = Router::new()
        .route("/healthz", get(async || answer("ok")).fallback(read_only))
        .route("/readyz", get(ready).fallback(read_only))
        .with_state((Arc::clone(&control), readiness))
        .merge(routes(Arc::clone(&control)));
    // Nobody asks a process that has its record for itself.
    if control.is_shared() {
        health.merge(peers::routes().with_state(control))
    } else {
        health
    }
}

async fn read_only() -> Response<Body> {
    let refused = respond::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "this path is read with GET or HEAD",
    );
    respond::with_allow(refused, &["GET", "HEAD"])
}

async fn ready(State((control, readiness)): State<(Arc<Control>, Readiness)>) -> Response<Body> {
    if readiness.closing.load(Ordering::SeqCst) {
        return respond::problem(StatusCode::SERVICE_UNAVAILABLE, "shutting down");
    }
    match control.ready().await {
        Ok(()) if control.is_shared() => answer(match control.role() {
            Role::Owner { .. } => "ready, owner of the fleet",
            Role::Follower { .. } => "ready, another process owns the fleet",
            Role::Seeking => "ready, nobody is known to own the fleet",
        }),
        Ok(()) => answer("ready"),
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
