//! How streams end, and what an agent does then.

use std::time::Duration;

use landfall_core::id::ServerId;

use crate::{
    control_plane::{ControlPlane, identity},
    edge::Edge,
};

#[tokio::test]
async fn a_revoked_server_is_not_dialled_again_and_goes_on_serving() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let first = plane.hand_over(1, Some("first"));
    let agent = edge.start(&plane);
    plane.lands(1, first).await;
    assert!(plane.feed.revoke(ServerId(1)));
    agent
        .until("it has given up", |status| {
            status.gave_up_connecting && !status.connected
        })
        .await;
    let status = agent.view.status();
    assert!(status.connection_problem.unwrap().contains("revoked"));
    assert!(status.ready, "it serves what it has");
    agent.stop().await;
}

#[tokio::test]
async fn of_two_agents_of_one_server_the_older_stops() {
    let (plane, one, two) = (ControlPlane::new().await, Edge::new(), Edge::new());
    let first = one.start(&plane);
    first
        .until("it is connected", |status| status.connected)
        .await;
    let second = two.start(&plane);
    first
        .until("it is fenced", |status| {
            status.gave_up_connecting
                && status
                    .connection_problem
                    .as_ref()
                    .is_some_and(|it| it.contains("fenced"))
        })
        .await;
    second
        .until("it is connected", |status| status.connected)
        .await;
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn an_announced_stop_is_followed_by_coming_back() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    agent
        .until("it is connected", |status| status.connected)
        .await;
    plane.feed.stop(Duration::from_secs(30)).await;
    agent
        .until("it knows", |status| {
            status
                .connection_problem
                .as_ref()
                .is_some_and(|it| it.contains("stopping"))
        })
        .await;
    assert!(!agent.view.status().gave_up_connecting);
    agent.stop().await;
}

#[tokio::test]
async fn a_refused_credential_is_tried_again_later() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let mut stranger = identity();
    stranger.credential = "another".to_owned();
    let agent = edge.start_as(plane.address(), stranger);
    agent
        .until("it says what to do", |status| {
            status
                .connection_problem
                .as_ref()
                .is_some_and(|it| it.contains("enrol this server anew"))
        })
        .await;
    assert!(!agent.view.status().gave_up_connecting);
    agent.stop().await;
}

#[tokio::test]
async fn a_server_that_was_moved_has_to_be_enrolled_anew() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    plane.hand_over(1, Some("first"));
    let mut elsewhere = identity();
    elsewhere.placement.pop = landfall_core::id::PopId(2);
    let agent = edge.start_as(plane.address(), elsewhere);
    agent
        .until("it has given up", |status| {
            status.gave_up_connecting
                && status
                    .connection_problem
                    .as_ref()
                    .is_some_and(|it| it.contains("another place"))
        })
        .await;
    assert!(edge.files("accounts").is_empty());
    agent.stop().await;
}
