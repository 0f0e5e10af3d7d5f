//! Metrics have series for POPs, and none for a server, however many there are.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Router, body::Body};
use http::Request;
use http_body_util::BodyExt as _;
use landfall_core::{
    id::ServerId,
    model::{Server, ServerMembership},
};
use landfall_demo::ids;
use landfall_native::{Metrics, metrics_router};
use tower::ServiceExt as _;

use crate::support::World;

/// Everything that is shown, without its numbers.
async fn series(metrics: &Router) -> BTreeSet<String> {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = metrics.clone().oneshot(request).await.unwrap();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.rsplit_once(' ').unwrap().0.to_owned())
        .collect()
}

#[tokio::test]
async fn a_thousand_servers_more_have_no_series_more() {
    let world = World::new().await;
    let metrics = metrics_router(Arc::new(Metrics::new()), Arc::clone(&world.control));
    let before = series(&metrics).await;
    let of_servers = |all: &BTreeSet<String>| {
        let servers = all
            .iter()
            .filter(|one| one.starts_with("landfall_servers{"));
        servers.count()
    };
    // Two for each of the seventy places: healthy and stale.
    assert_eq!(of_servers(&before), 2 * 70, "{before:?}");
    let fleet = world.control.fleet();
    let model = fleet.servers(&ids::tenant()).remove(0);
    for number in 0..1_000 {
        let server = Server {
            id: ServerId(1_000_000 + number),
            name: format!("one-more-{number}"),
            membership: ServerMembership::Counted,
            ..model.clone()
        };
        fleet.enrol(server).unwrap();
    }
    let after = series(&metrics).await;
    assert_eq!(after, before);
    assert!(!after.iter().any(|one| one.contains("one-more")));
}
