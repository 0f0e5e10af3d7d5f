//! Servers that are behind: each entry once, in order, while the log grows, and without harm to others.

use std::sync::atomic::Ordering::SeqCst;

use landfall_core::id::{Revision, ServerId};
use landfall_feed::serve::FeedSettings;
use tokio::task::JoinSet;

use crate::{agent::third, place::TestPlace};

/// Everything beyond the newest change or two has to be read again.
fn forgetful() -> FeedSettings {
    FeedSettings {
        recent_bytes: 1,
        stretch_bytes: 300,
        stretches_bytes: 1_000,
        ..FeedSettings::default()
    }
}

#[tokio::test]
async fn each_slot_comes_once_and_in_order_while_the_log_grows() {
    let place = TestPlace::with(1, forgetful()).await;
    for slot in 1..=100 {
        place.log.hand_over(slot, 100);
    }
    let mut agent = place.agent(1).await;
    let welcome = agent.greet(agent.hello()).await;
    assert_eq!((welcome.head, welcome.resync), (Revision(100), false));
    let mut revisions = Vec::new();
    while agent.cursor.revision < Revision(200) {
        if place.log.state().head < Revision(200) {
            place.log.hand_over(1, 100);
            place.publish();
        }
        let (changes, through) = agent.batch().await;
        revisions.extend(changes.iter().map(|change| change.revision.0));
        agent.cursor.revision = through;
    }
    assert_eq!(revisions, (1..=200).collect::<Vec<u64>>());
}

/// Nothing of this has been compacted yet, and everything is still kept for those who are live.
#[tokio::test]
async fn who_catches_up_gets_each_slot_once_and_only_what_is_for_its_pop() {
    for settings in [FeedSettings::default(), forgetful()] {
        let place = TestPlace::with(1, settings).await;
        let mut live = place.joined(1).await;
        for slot in [1, 2, 1, 3, 1, 2] {
            place.log.hand_over(slot, 100);
            place.publish();
        }
        assert_eq!(live.read_to(Revision(6)).await, [1, 2, 3, 4, 5, 6]);
        drop(live);
        let mut agent = place.agent(1).await;
        agent.greet(agent.hello()).await;
        assert_eq!(agent.read_to(Revision(6)).await, [4, 5, 6]);
        // From here on it is live: every change comes.
        for _ in 0..2 {
            place.log.hand_over(1, 100);
        }
        place.publish();
        assert_eq!(agent.read_to(Revision(8)).await, [7, 8]);
    }
}

/// What it passes over counts for nothing until it is at the head that it saw.
#[tokio::test]
async fn what_was_superseded_on_the_way_is_not_counted_for_who_never_got_it() {
    let place = TestPlace::with(2, forgetful()).await;
    drop(place.joined(1).await);
    let mut live = place.joined(2).await;
    let passed = place.log.hand_over(1, 200);
    for slot in 2..=9 {
        place.log.hand_over(slot, 200);
    }
    let newest = place.log.hand_over(1, 200);
    place.publish();
    live.read_to(newest).await;
    let mut agent = place.agent(1).await;
    agent.log = Some(place.log.state().id);
    agent.cursor = third(0);
    agent.greet(agent.hello()).await;
    while agent.cursor.revision < newest {
        let (_, through) = agent.batch().await;
        agent.cursor.revision = through;
        assert_eq!(place.landed(1, passed), (0, 2), "{through}");
        agent.apply().await;
    }
    agent.settled().await;
    assert_eq!(place.landed(1, passed), (1, 2));
}

#[tokio::test]
async fn a_compacted_log_is_read_in_the_order_of_revisions() {
    let place = TestPlace::with(1, forgetful()).await;
    for _ in 0..5 {
        for slot in 1..=4 {
            place.log.hand_over(slot, 100);
        }
    }
    place.log.compact(0);
    let mut agent = place.agent(1).await;
    agent.greet(agent.hello()).await;
    assert_eq!(agent.read_to(Revision(20)).await, [17, 18, 19, 20]);
}

#[tokio::test]
async fn many_at_the_same_place_read_the_log_once() {
    let place = TestPlace::with(
        40,
        FeedSettings {
            recent_bytes: 1,
            stretch_bytes: 10_000,
            ..FeedSettings::default()
        },
    )
    .await;
    for slot in 1..=100 {
        place.log.hand_over(slot, 1_000);
    }
    // The publisher begins at the head, so what is behind it is read for those who need it.
    let mut agents = JoinSet::new();
    for server in 1..=40 {
        let mut agent = place.agent(server).await;
        agents.spawn(async move {
            agent.greet(agent.hello()).await;
            agent.read_to(Revision(100)).await.len()
        });
    }
    while let Some(read) = agents.join_next().await {
        assert_eq!(read.unwrap(), 100);
    }
    let reads = place.log.reads.load(SeqCst);
    assert!(
        reads < 40,
        "{reads} reads of ten stretches by forty servers"
    );
}

#[tokio::test]
async fn a_server_that_takes_nothing_delays_nobody() {
    let place = TestPlace::with(
        9,
        FeedSettings {
            recent_bytes: 200_000,
            ..FeedSettings::default()
        },
    )
    .await;
    let mut slow = place.joined(9).await;
    let mut fast = Vec::new();
    for server in 1..=8 {
        fast.push(place.joined(server).await);
    }
    // More than the sockets hold.
    let changes = 400;
    for number in 0..changes {
        let revision = place.log.hand_over(number % 7, 65_536);
        place.publish();
        for agent in &mut fast {
            agent.read_to(revision).await;
            agent.apply().await;
        }
    }
    let head = place.log.state().head;
    for agent in &mut fast {
        agent.settled().await;
    }
    assert_eq!(place.landed((changes - 1) % 7, head), (8, 9));
    assert!(
        place.feed.connected(ServerId(9)).is_some(),
        "it may take its time"
    );
    // When it reads at last, nothing is missing.
    let revisions = slow.read_to(head).await;
    assert_eq!(revisions, (1..=changes).collect::<Vec<u64>>());
    slow.apply().await;
    slow.settled().await;
    assert_eq!(place.landed((changes - 1) % 7, head), (9, 9));
}

#[tokio::test]
async fn those_who_are_behind_do_not_hold_up_those_who_are_not() {
    let place = TestPlace::with(2, forgetful()).await;
    let mut live = place.joined(1).await;
    for slot in 1..=50 {
        place.log.hand_over(slot, 100);
    }
    place.publish();
    live.read_to(Revision(50)).await;
    // From here on only the publisher's next read is let through; the one who is behind waits for its own.
    let mut behind = place.agent(2).await;
    behind.log = Some(place.log.state().id);
    behind.cursor = third(5);
    let welcome = behind.greet(behind.hello()).await;
    assert_eq!(welcome.start, third(5));
    let revision = place.log.hand_over(1, 100);
    place.publish();
    assert_eq!(live.read_to(revision).await, [51]);
    assert_eq!(
        behind.read_to(revision).await,
        (6..=51).collect::<Vec<u64>>()
    );
}
