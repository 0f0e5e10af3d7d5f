//! Changes that land.

use std::fs;

use landfall_core::{id::ServerId, model::ServerMembership};

use crate::{
    control_plane::{ControlPlane, identity_of, packed, until},
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
    plane.log.lose(2);
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
            plane.append(slot, Some(&format!("rules of {slot}").repeat(20)), |_| {}),
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

/// In its new POP it has everything that is for it there, and nothing that was for the old one alone, wherever both stand in the log.
#[tokio::test]
async fn a_server_that_moves_to_another_pop_reads_the_log_anew_and_sweeps() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let append = |pop, slot, text| {
        let revision = plane.log.append(slot, Some(&[pop]), Some(packed(text)));
        plane.feed.head_moved(&crate::control_plane::key());
        revision
    };
    plane.hand_over(1, Some("everywhere"));
    append(2, 2, "for POP 2");
    append(2, 3, "older, for POP 2");
    append(1, 3, "newer, for POP 1");
    let last = append(1, 4, "for POP 1");
    let agent = edge.start(&plane);
    plane.lands(4, last).await;
    agent.stop().await;
    assert_eq!(edge.files("loaded").len(), 3);
    // The same machine with the same state folder, enrolled anew.
    let agent = edge.start_as(plane.address(), identity_of(ServerId(2)));
    let counted = || {
        let server = plane.fleet.server(ServerId(2)).unwrap();
        (server.membership == ServerMembership::Counted).then_some(server.cursor.revision)
    };
    until("it is counted in its new place", || counted() == Some(last)).await;
    until("what was for the old place is gone", || {
        !edge.files("loaded").contains_key("0004")
    })
    .await;
    let served = ["0001", "0002", "0003"].map(|account| edge.serves(account).unwrap());
    assert_eq!(served, ["everywhere", "for POP 2", "older, for POP 2"]);
    agent.stop().await;
}

/// It may be told of the next change while it works on the one before: that one is not forgotten.
#[tokio::test]
async fn what_comes_while_a_change_is_applied_is_applied_behind_it() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    let before = plane.hand_over(1, Some("before"));
    plane.lands(1, before).await;
    edge.hold();
    let first = plane.hand_over(1, Some("first"));
    until("it is being checked", || edge.is_held()).await;
    let second = plane.hand_over(1, Some("second"));
    let third = plane.hand_over(2, Some("third"));
    // Received is said long before applied, and nothing is counted for it.
    until("it is received", || {
        plane
            .feed
            .connected(ServerId(1))
            .is_some_and(|server| server.received == third)
    })
    .await;
    assert!(edge.is_held());
    assert_eq!(edge.serves("0001").as_deref(), Some("before"));
    for (slot, revision) in [(1, first), (1, second), (2, third)] {
        assert_eq!(plane.has_landed(slot, revision), (false, true));
    }
    edge.release();
    plane.lands(2, third).await;
    plane.lands(1, second).await;
    assert_eq!(edge.serves("0001").as_deref(), Some("second"));
    agent.stop().await;
}
