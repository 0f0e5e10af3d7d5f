//! A feed that sends what it must not: nothing of it is applied, the cursor stays, and the agent says why.

use landfall_core::id::{AccountNumber, Generation, Revision};
use landfall_protocol::{Change, digest, sign};

use crate::{
    control_plane::{ControlPlane, key, signing_key, until},
    edge::Edge,
};

/// A good change, then one that was spoiled, then what should have come in its place.
async fn is_not_believed(spoil: impl Fn(&mut Change), reason: &str) {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let before = plane.hand_over(1, Some("good"));
    let agent = edge.start(&plane);
    plane.lands(1, before).await;
    let mut original = None;
    let bad = plane.append(1, Some("next"), |change| {
        original = Some(change.clone());
        spoil(change);
    });
    plane.feed.head_moved(&key());
    agent
        .until("it says why", |status| {
            status
                .connection_problem
                .as_ref()
                .is_some_and(|it| it.contains(reason) && it.contains("revision"))
        })
        .await;
    assert_eq!(plane.has_landed(1, bad), (false, true));
    assert_eq!(agent.view.status().revision, 1);
    assert_eq!(edge.serves("0001").as_deref(), Some("good"));
    assert_eq!(edge.files("accounts")["0001"], "good");
    // The publisher keeps what it has encoded; a new epoch has it read the log again.
    plane.log.mend_last(|change| *change = original.unwrap());
    plane.log.lose(0);
    plane.feed.head_moved(&key());
    agent
        .until("it goes on", |status| {
            (status.epoch, status.revision) == (4, 2)
        })
        .await;
    assert_eq!(edge.serves("0001").as_deref(), Some("next"));
    agent.stop().await;
}

#[tokio::test]
async fn a_corrupted_payload() {
    let corrupt = |change: &mut Change| {
        let mut payload = change.payload.to_vec();
        payload[9] ^= 1;
        change.payload = payload.into();
    };
    is_not_believed(corrupt, "digest").await;
}

#[tokio::test]
async fn a_truncated_payload() {
    let truncate = |change: &mut Change| change.payload.truncate(change.payload.len() - 1);
    is_not_believed(truncate, "digest").await;
}

#[tokio::test]
async fn a_signature_of_somebody_else() {
    is_not_believed(
        |change| change.signature = sign(change, &signing_key(8)),
        "signature",
    )
    .await;
}

#[tokio::test]
async fn a_key_that_was_never_announced() {
    is_not_believed(|change| change.key = 2, "key 2").await;
}

#[tokio::test]
async fn a_change_that_was_moved_to_another_account() {
    is_not_believed(
        |change| change.slot = AccountNumber::from_value(2),
        "signature",
    )
    .await;
}

#[tokio::test]
async fn a_change_under_another_generation() {
    is_not_believed(|change| change.generation = Generation(99), "signature").await;
}

#[tokio::test]
async fn a_good_payload_under_an_old_signature() {
    let replay = |change: &mut Change| {
        change.payload = zstd::bulk::compress(b"other", 3).unwrap().into();
        change.digest = Some(digest(&change.payload));
    };
    is_not_believed(replay, "signature").await;
}

#[tokio::test]
async fn a_tombstone_that_was_a_policy() {
    let bury = |change: &mut Change| {
        change.payload.clear();
        change.digest = None;
    };
    is_not_believed(bury, "signature").await;
}

#[tokio::test]
async fn a_payload_that_unpacks_to_too_much_fails_for_its_account_alone() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let agent = edge.start(&plane);
    let bomb = plane.append(1, Some(""), |change| {
        change.payload = zstd::bulk::compress(&vec![0; 33 * 1024 * 1024], 3)
            .unwrap()
            .into();
        change.digest = Some(digest(&change.payload));
        change.signature = sign(change, &signing_key(7));
    });
    let other = plane.hand_over(2, Some("good"));
    plane.lands(2, other).await;
    until("it is known why", || plane.reason(1).is_some()).await;
    assert!(
        plane.reason(1).unwrap().contains("more than"),
        "{:?}",
        plane.reason(1)
    );
    assert_eq!(plane.has_landed(1, bomb), (false, true));
    agent.stop().await;
}

#[tokio::test]
async fn an_announced_key_is_believed_and_kept() {
    use landfall_core::rules::log::{AnnouncedKey, LOG_SLOT};
    use ring::signature::KeyPair;
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let announced = AnnouncedKey {
        number: 2,
        public: signing_key(8).public_key().as_ref().try_into().unwrap(),
    };
    let document = String::from_utf8(announced.document()).unwrap();
    let under_new_key = |change: &mut Change| {
        change.key = 2;
        change.signature = sign(change, &signing_key(8));
    };
    plane.append(LOG_SLOT, Some(&document), |_| {});
    let first = plane.append(1, Some("signed anew"), under_new_key);
    plane.feed.head_moved(&key());
    let agent = edge.start(&plane);
    plane.lands(1, first).await;
    assert_eq!(
        edge.files("accounts").len(),
        1,
        "the announcement is no account's"
    );
    agent.stop().await;
    let second = plane.append(1, Some("after a restart"), under_new_key);
    assert_eq!(second, Revision(3));
    plane.feed.head_moved(&key());
    let agent = edge.start(&plane);
    plane.lands(1, second).await;
    agent.stop().await;
}
