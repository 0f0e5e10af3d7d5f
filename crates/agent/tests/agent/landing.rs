//! Changes that land.

use std::fs;

use crate::{
    control_plane::{ControlPlane, until},
    edge::Edge,
};

#[tokio::test]
async fn a_change_ends_in_a_file_that_the_data_plane_has_loaded() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let first = plane.hand_over(1, Some("first"));
    let agent = edge.start(&plane);
    plane.lands(1, first).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("first"));
    let second = plane.hand_over(1, Some("second"));
    let other = plane.hand_over(0xC1B6, Some("other"));
    plane.lands(0xC1B6, other).await;
    plane.lands(1, second).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("second"));
    assert_eq!(edge.serves("C1B6").as_deref(), Some("other"));
    let gone = plane.hand_over(1, None);
    plane.lands(1, gone).await;
    assert_eq!(edge.serves("0001"), None);
    assert!(
        agent
            .view
            .metrics()
            .contains("landfall_agent_cursor_revision 4\n")
    );
    agent.stop().await;
}

#[tokio::test]
async fn a_restarted_agent_goes_on_where_it_was_and_puts_right_what_was_changed_by_hand() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let first = plane.hand_over(1, Some("first"));
    let agent = edge.start(&plane);
    plane.lands(1, first).await;
    agent.stop().await;
    fs::write(edge.accounts().join("0001.json"), "changed by hand").unwrap();
    fs::write(edge.accounts().join("0009.json"), "nobody's").unwrap();
    let second = plane.hand_over(2, Some("while it was away"));
    let agent = edge.start(&plane);
    plane.lands(2, second).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("first"));
    assert_eq!(edge.serves("0009"), None);
    assert_eq!(agent.view.status().revision, 2);
    agent.stop().await;
}

#[tokio::test]
async fn the_last_good_state_is_served_without_a_control_plane() {
    let edge = Edge::new();
    let address = {
        let plane = ControlPlane::new().await;
        let first = plane.hand_over(1, Some("first"));
        let agent = edge.start(&plane);
        plane.lands(1, first).await;
        agent.stop().await;
        plane.address()
    };
    fs::remove_file(edge.place().join("loaded")).unwrap();
    let agent = edge.start_as(address, crate::control_plane::identity());
    agent.until("it is ready", |status| status.ready).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("first"));
    agent
        .until("it says why it is alone", |status| {
            !status.connected
                && status
                    .connection_problem
                    .as_ref()
                    .is_some_and(|it| it.contains("cannot connect"))
        })
        .await;
    agent.stop().await;
}

#[tokio::test]
async fn an_empty_disk_is_ready_when_it_has_reached_the_end_that_it_saw_at_hello() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    plane.hand_over(1, Some("first"));
    edge.break_command("reload", true);
    let agent = edge.start(&plane);
    agent
        .until("it is connected and stuck", |status| {
            status.connected && status.trouble.is_some()
        })
        .await;
    assert!(!agent.view.status().ready);
    edge.break_command("reload", false);
    agent.until("it is ready", |status| status.ready).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("first"));
    agent.stop().await;
}

#[tokio::test]
async fn a_server_joins_an_empty_log() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    agent
        .until("it is ready", |status| status.ready && !status.unswept)
        .await;
    let first = plane.log.state().head.next();
    until("it is counted", || plane.has_landed(1, first).1).await;
    agent.stop().await;
}

#[tokio::test]
async fn a_restored_record_is_read_anew_and_what_it_does_not_have_is_swept() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    plane.hand_over(1, Some("kept"));
    plane.hand_over(2, Some("lost"));
    let last = plane.hand_over(3, Some("lost too"));
    let agent = edge.start(&plane);
    plane.lands(3, last).await;
    plane.log.restore_without(2);
    plane.hand_over(3, Some("another history"));
    agent
        .until("it has read the log anew", |status| {
            (status.epoch, status.revision, status.unswept) == (4, 2, false)
        })
        .await;
    until("what the log does not have is gone", || {
        edge.files("loaded").len() == 2
    })
    .await;
    assert_eq!(edge.serves("0001").as_deref(), Some("kept"));
    assert_eq!(edge.serves("0003").as_deref(), Some("another history"));
    agent.stop().await;
}

#[tokio::test]
async fn a_lost_disk_is_filled_again_and_old_files_stay_until_then() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let first = plane.hand_over(1, Some("first"));
    let agent = edge.start(&plane);
    plane.lands(1, first).await;
    agent.stop().await;
    let whole = fs::read(edge.state_folder().join("state")).unwrap();
    fs::write(edge.state_folder().join("state"), &whole[..whole.len() / 2]).unwrap();
    fs::write(edge.accounts().join("0009.json"), "nobody's").unwrap();
    let alone = edge.start_as(
        ControlPlane::new().await.address(),
        crate::control_plane::identity(),
    );
    alone
        .until("it serves", |status| {
            status.connection_problem.is_some() && status.trouble.is_none()
        })
        .await;
    assert_eq!(
        edge.files("accounts")["0001"],
        "first",
        "nothing was removed yet"
    );
    alone.stop().await;
    let agent = edge.start(&plane);
    agent
        .until("it has caught up", |status| {
            (status.revision, status.unswept) == (1, false)
        })
        .await;
    until("strays are gone", || edge.files("loaded").len() == 1).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("first"));
    agent.stop().await;
}

#[tokio::test]
async fn a_thousand_accounts_are_caught_up_with_and_survive_cut_connections() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let mut last = None;
    for slot in 1..=1_000 {
        last = Some((
            slot,
            plane
                .log
                .append(slot, Some(&format!("rules of {slot}").repeat(20)), |_| {}),
        ));
    }
    let agent = edge.start(&plane);
    for _ in 0..3 {
        agent
            .until("it is connected", |status| status.connected)
            .await;
        plane.cut();
        agent
            .until("it has noticed", |status| {
                !status.connected || status.revision == 1_000
            })
            .await;
    }
    let (slot, revision) = last.unwrap();
    plane.lands(slot, revision).await;
    assert_eq!(edge.files("loaded").len(), 1_000);
    agent.stop().await;
}
