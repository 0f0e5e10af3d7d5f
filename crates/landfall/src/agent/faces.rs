//! What an agent serves on its own machine: metrics for scrapers, and whether it lives and is ready.

use std::net::SocketAddr;

use axum::{Json, Router, extract::State, routing::get};
use http::{StatusCode, header::CONTENT_TYPE};
use landfall_agent::{AgentView, Status};
use tokio::{net::TcpListener, task::JoinSet};

use crate::error::CommandError;

/// Serves until what it gives is dropped.
pub(super) async fn serve(
    listen: SocketAddr,
    view: AgentView,
) -> Result<JoinSet<()>, CommandError> {
    let listener = TcpListener::bind(listen).await;
    let listener =
        listener.map_err(|error| CommandError::Server(format!("listen = {listen}: {error}")))?;
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/readyz", get(ready))
        .route("/livez", get(async || "alive\n"))
        .with_state(view);
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics and readiness are not served any more");
        }
    });
    Ok(serving)
}

async fn metrics(State(view): State<AgentView>) -> ([(http::HeaderName, &'static str); 1], String) {
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, text)], view.metrics())
}

async fn ready(State(view): State<AgentView>) -> (StatusCode, Json<Status>) {
    let status = view.status();
    let code = if status.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, Json(status))
}
