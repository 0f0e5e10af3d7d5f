//! Changes and servers that fail.

use std::{fs, time::Duration};

use landfall_agent::Backoff;

use crate::{
    control_plane::{ControlPlane, until},
    edge::Edge,
};

#[tokio::test]
async fn an_account_that_is_refused_keeps_what_it_had_and_everybody_else_moves_on() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    let bad = plane.append(1, Some("refuse me"), |_| {});
    let others: Vec<_> = (2..12)
        .map(|slot| (slot, plane.append(slot, Some("good"), |_| {})))
        .collect();
    plane.hand_over(12, Some("good"));
    for (slot, revision) in others {
        plane.lands(slot, revision).await;
    }
    assert_eq!(plane.has_landed(1, bad), (false, true));
    assert_eq!(
        plane.has_landed(1, before),
        (true, true),
        "it still runs that"
    );
    assert_eq!(edge.serves("0001").as_deref(), Some("good"));
    let reason = plane.reason(1).unwrap();
    assert!(
        reason.contains("exit status: 1: accounts/0001.json"),
        "{reason}"
    );
    let status = agent.view.status();
    assert_eq!(
        (
            status.exceptions.len(),
            status.exceptions[0].running,
            status.exceptions[0].wanted
        ),
        (1, 1, 2)
    );
    // What supersedes it clears it.
    let better = plane.hand_over(1, Some("better"));
    plane.lands(1, better).await;
    assert_eq!(agent.view.status().exceptions, []);
    assert_eq!(plane.reason(1), None);
    agent.stop().await;
}

#[tokio::test]
async fn what_passes_the_check_and_breaks_the_data_plane_is_taken_back() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    let bad = plane.append(1, Some("crash"), |_| {});
    let other = plane.hand_over(2, Some("good"));
    plane.lands(2, other).await;
    assert_eq!(plane.has_landed(1, bad), (false, true));
    until("the good one is loaded again", || {
        edge.serves("0001").as_deref() == Some("good")
    })
    .await;
    agent.stop().await;
}

#[tokio::test]
async fn what_failed_is_tried_again_until_it_succeeds() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    let bad = plane.hand_over(1, Some("refuse for now"));
    agent
        .until("it was tried several times", |status| {
            status
                .exceptions
                .first()
                .is_some_and(|one| one.attempts >= 3)
        })
        .await;
    assert_eq!(plane.has_landed(1, bad), (false, true));
    // The data plane learns to take it: as if a module had been installed.
    fs::write(edge.place().join("lenient"), "").unwrap();
    plane.lands(1, bad).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("refuse for now"));
    agent.stop().await;
}

/// However long the pause would have been: the next start may be that of another version of the data plane.
#[tokio::test]
async fn what_failed_is_tried_again_at_the_next_start() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let patient = Backoff {
        first: Duration::from_hours(1),
        longest: Duration::from_hours(1),
    };
    let agent = edge.start_with(&plane, |settings| settings.decide.slot = patient);
    let bad = plane.hand_over(1, Some("refuse for now"));
    agent
        .until("it was refused", |status| status.exceptions.len() == 1)
        .await;
    let status = agent.view.status();
    assert_eq!((status.revision, status.exceptions[0].attempts), (1, 1));
    agent.stop().await;
    fs::write(edge.place().join("lenient"), "").unwrap();
    let agent = edge.start_with(&plane, |settings| settings.decide.slot = patient);
    plane.lands(1, bad).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("refuse for now"));
    agent.stop().await;
}

#[tokio::test]
async fn a_server_that_is_stuck_moves_nothing_says_why_and_goes_on_by_itself() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    for which in ["reload", "check"] {
        edge.break_command(which, true);
        let next = plane.hand_over(1, Some(which));
        agent
            .until("it is stuck", |status| status.trouble.is_some())
            .await;
        until("the control plane knows why", || {
            !plane.trouble().is_empty()
        })
        .await;
        assert_eq!(plane.has_landed(1, next), (false, true));
        assert_eq!(
            edge.serves("0001").as_deref(),
            Some(if which == "reload" { "good" } else { "reload" })
        );
        assert_eq!(agent.view.status().exceptions, [], "nobody is blamed");
        edge.break_command(which, false);
        plane.lands(1, next).await;
        until("the trouble is over", || plane.trouble().is_empty()).await;
    }
    agent.stop().await;
}

#[tokio::test]
async fn a_state_that_cannot_be_stored_is_not_claimed() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    agent.stop().await;
    // A folder in the way has the same effect as a full disk, whoever runs the test: an agent begins a new file with the first
    // state that it stores.
    let in_the_way = edge.state_folder().join("state.new");
    fs::create_dir(&in_the_way).unwrap();
    let agent = edge.start(&plane);
    let next = plane.hand_over(1, Some("next"));
    agent
        .until("it is stuck", |status| status.trouble.is_some())
        .await;
    assert_eq!(plane.has_landed(1, next), (false, true));
    assert_eq!(agent.view.status().revision, 1);
    fs::remove_dir(in_the_way).unwrap();
    plane.lands(1, next).await;
    agent.stop().await;
}

#[tokio::test]
async fn payloads_that_cannot_be_kept_are_waited_for() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    let (there, away) = (
        edge.state_folder().join("payloads"),
        edge.state_folder().join("away"),
    );
    fs::rename(&there, &away).unwrap();
    let next = plane.hand_over(1, Some("next"));
    let after = plane.hand_over(2, Some("after"));
    agent
        .until("it is stuck", |status| status.trouble.is_some())
        .await;
    assert_eq!(plane.has_landed(2, after), (false, true));
    fs::rename(&away, &there).unwrap();
    plane.lands(1, next).await;
    plane.lands(2, after).await;
    agent.stop().await;
}

#[tokio::test]
async fn two_agents_do_not_share_a_state_folder() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    let refused = landfall_agent::Kept::in_folder(&edge.state_folder())
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("works on the state folder"),
        "{refused}"
    );
    agent.stop().await;
    landfall_agent::Kept::in_folder(&edge.state_folder()).unwrap();
}
