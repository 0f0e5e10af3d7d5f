//! How far a deploy request has got: told once, or watched.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderMap, Response, header::ACCEPT};
use landfall_control::{
    access::NativeCaller,
    command::DeployPlace,
    watch::{LandingWatch, Watched},
};
use landfall_http::accept::Accept;
use tokio::time::timeout;

use super::{
    call::{Native, opened, reading},
    deploy_requests::DeployRequests,
    resource::{ShowQuery, one},
    stream,
    streaming::{Checked, EVENTS, streaming, too_many},
};
use crate::{
    auth,
    error::{Kind, Problem},
    problems::{ReadProblems, WatchProblems},
    wire::{LandingEventView, LandingView},
};

/// How long a watcher waits for the first look. An owner of the fleet has three seconds to be found.
const FIRST: Duration = Duration::from_secs(5);

/// How far one deploy request has got, told in full
///
/// Per POP and for all: how many servers have received it, run it, refused it and why, are stale, join or are drained; what has
/// become of it, and what has superseded or undone it. `GET /landfall/v1/deploy-requests/{id}` tells less and costs less.
#[utoipa::path(
    get,
    path = "/landfall/v1/deploy-requests/{id}/propagation",
    tag = "deploy-requests",
    operation_id = "show_deploy_request_propagation",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    responses((status = 200, description = "As of this moment", body = LandingView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |mut call| {
        call.id = call.segment(1);
        let (request, releases) = one::<DeployRequests>(&call).await?;
        let told = call.control.deploy_landing(request, releases).await?;
        Ok(LandingView::new(&told, sees_servers(&call.caller)))
    })
    .await
}

/// Watches one deploy request land, by server-sent events
///
/// The first event comes at once, others when something has changed, at most four a second; comments come between. Every
/// event's data is what `GET …/propagation` answers. Events are of the type `progress` but for the last one, whose type says what
/// has become of the request: `landed`, `failed`, `rejected`, `canceled`, `superseded` or `rolled_back`; the stream ends with it.
/// A stream that ends otherwise is to be opened again: the server stops, or the caller may not see the request any more.
/// `Last-Event-ID` changes nothing, since every event says everything. One caller has sixteen streams at most.
#[utoipa::path(
    get,
    path = "/landfall/v1/deploy-requests/{id}/watch",
    tag = "deploy-requests",
    operation_id = "watch_deploy_request",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    responses(
        (status = 200, description = "Events, each with a Landing as its data", body = LandingEventView, content_type = "text/event-stream"),
        WatchProblems
    ),
)]
pub(super) async fn watch(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let opening = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_events(&head.headers)?;
        let mut call = opened(&native.control, &head, proven, &[]).await?;
        call.id = call.segment(1);
        let (found, _) = one::<DeployRequests>(&call).await?;
        let place = DeployPlace::from(&found);
        let watch = native.control.watch_landing(place, call.caller.actor);
        let mut watch = watch.map_err(too_many)?;
        let first = first(&mut watch).await?;
        let caller = call.caller.clone();
        let checked = Checked::new(&native.control, &head, caller);
        Ok(stream::body(watch, first, checked))
    };
    streaming(&head, opening).await
}

/// What is seen first; who cannot be told anything is told so instead of waiting.
async fn first(watch: &mut LandingWatch) -> Result<stream::Shown, Problem> {
    match timeout(FIRST, watch.next()).await {
        Ok(Some(Watched::Sight(sight))) => Ok(sight),
        Ok(Some(Watched::Unavailable) | None) | Err(_) => Err(Problem::unavailable()),
    }
}

/// Whether the caller takes events: 406.
fn takes_events(headers: &HeaderMap) -> Result<(), Problem> {
    let takes =
        !headers.contains_key(ACCEPT) || Accept::parse(headers).negotiate(&[EVENTS]).is_some();
    if takes {
        Ok(())
    } else {
        let detail = "This answer is text/event-stream.";
        Err(Problem::new(Kind::NotAcceptable, detail))
    }
}

/// Servers are shown to who sees the whole tenant.
pub(super) fn sees_servers(caller: &NativeCaller) -> bool {
    caller.view.root.is_none()
}
