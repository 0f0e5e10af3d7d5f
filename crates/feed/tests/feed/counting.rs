//! What is counted of what servers say.

use landfall_core::id::{AccountNumber, Revision, ServerId};
use landfall_feed::serve::FeedSettings;
use landfall_protocol::{ExceptionChange, ExceptionSet};

use crate::{agent::third, place::TestPlace};

#[tokio::test]
async fn a_change_lands_on_each_server_when_it_says_so_and_not_before() {
    let place = TestPlace::new(3).await;
    let mut agents = Vec::new();
    for server in 1..=3 {
        agents.push(place.joined(server).await);
    }
    let revision = place.log.hand_over(1, 2_000);
    place.publish();
    for (done, agent) in (0_u64..).zip(&mut agents) {
        let (changes, through) = agent.batch().await;
        assert_eq!((changes.len(), through), (1, revision));
        // Received is not applied.
        agent.received(revision.0).await;
        agent.settled().await;
        assert_eq!(place.landed(1, revision), (done, 3));
        let connected = place.feed.connected(ServerId(agent.server)).unwrap();
        assert_eq!(connected.received, revision);
        assert_eq!(place.received(1, revision), done + 1);
        agent.cursor.revision = through;
        agent.apply().await;
        agent.settled().await;
        assert_eq!(place.landed(1, revision), (done + 1, 3));
    }
    assert!(place.propagation(1, revision).complete());
    let counts = place.feed.counts();
    assert_eq!((counts.open, counts.welcomed, counts.changes), (3, 3, 3));
}

#[tokio::test]
async fn entries_for_other_pops_move_the_cursor_too() {
    let place = TestPlace::new(2).await;
    let (mut first, mut second) = (place.joined(1).await, place.joined(2).await);
    place.log.append(1, Some(&[1]), Some(vec![1]));
    let last = place.log.append(2, Some(&[2]), Some(vec![2]));
    place.publish();
    assert_eq!(first.read_to(last).await, [1]);
    assert_eq!(second.read_to(last).await, [2]);
    assert_eq!(first.cursor, second.cursor);
}

#[tokio::test]
async fn a_failure_is_an_exception_with_its_reason_and_everything_else_moves_on() {
    let place = TestPlace::new(2).await;
    let (mut good, mut bad) = (place.joined(1).await, place.joined(2).await);
    let (one, two) = (place.log.hand_over(1, 10), place.log.hand_over(2, 10));
    place.publish();
    good.read_to(two).await;
    good.apply().await;
    good.settled().await;
    bad.read_to(two).await;
    let slot = AccountNumber::from_value(1);
    let failed = ExceptionChange::Set(ExceptionSet {
        slot: slot.clone(),
        running: Revision(0),
        reason: "pattern refused".into(),
    });
    bad.report(bad.cursor, false, vec![failed]).await;
    bad.settled().await;
    assert_eq!(place.landed(1, one), (1, 2));
    assert_eq!(place.propagation(1, one).exceptions(), 1);
    assert_eq!(place.landed(2, two), (2, 2));
    let reasons = place.feed.reasons(ServerId(2));
    assert_eq!(reasons, [(slot.clone(), "pattern refused".to_owned())]);
    bad.report(bad.cursor, false, vec![ExceptionChange::Cleared(slot)])
        .await;
    bad.settled().await;
    assert_eq!(place.landed(1, one), (2, 2));
    assert_eq!(place.feed.reasons(ServerId(2)), []);
}

#[tokio::test]
async fn a_server_that_is_stuck_says_why() {
    let place = TestPlace::new(1).await;
    let mut agent = place.joined(1).await;
    for trouble in ["disk full", ""] {
        agent.heartbeat(trouble).await;
        agent.settled().await;
        assert_eq!(place.feed.connected(ServerId(1)).unwrap().trouble, trouble);
    }
}

#[tokio::test]
async fn a_lowered_cursor_is_durable_before_anything_is_streamed() {
    let place = TestPlace::new(1).await;
    let revision = place.log.hand_over(1, 10);
    drop(place.joined(1).await);
    assert_eq!(place.landed(1, revision), (1, 1));
    // That it has joined was saved; what follows is counted from there.
    assert_eq!(
        std::mem::take(&mut *place.host.saved.lock().unwrap()).len(),
        1
    );
    // Its disk was put back to an older state.
    place
        .host
        .gate
        .forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let mut agent = place.agent(1).await;
    agent.log = Some(place.log.state().id);
    agent.cursor = third(0);
    agent.say(landfall_protocol::Up::Hello(agent.hello())).await;
    let mut saving = place.host.saving.subscribe();
    saving.wait_for(|waiting| *waiting == 2).await.unwrap();
    assert_eq!(place.landed(1, revision), (0, 1));
    // Nothing was said yet: not even the welcome.
    let mut byte = [0];
    assert!(agent.stream.try_read(&mut byte).is_err());
    place.host.gate.add_permits(1);
    let welcome = agent.hear().await;
    assert!(
        matches!(welcome, Some(landfall_protocol::Down::Welcome(_))),
        "{welcome:?}"
    );
    let saved = place.host.saved.lock().unwrap().clone();
    assert_eq!(saved.len(), 1);
    assert_eq!((saved[0].server, saved[0].counted), (ServerId(1), third(0)));
}

#[tokio::test]
async fn a_hello_with_an_exception_lowers_what_was_counted() {
    let place = TestPlace::new(1).await;
    let revision = place.log.hand_over(1, 10);
    drop(place.joined(1).await);
    place.host.saved.lock().unwrap().clear();
    let mut agent = place.agent(1).await;
    agent.log = Some(place.log.state().id);
    agent.cursor = third(1);
    let mut hello = agent.hello();
    hello.exceptions.push(ExceptionSet {
        slot: AccountNumber::from_value(1),
        running: Revision(0),
        reason: "lost".into(),
    });
    agent.greet(hello).await;
    assert_eq!(place.landed(1, revision), (0, 1));
    assert_eq!(place.host.saved.lock().unwrap().len(), 1);
}

/// Or it would be missing in the denominator behind a crash, and what was at 50 percent would be at 100 by that alone.
#[tokio::test]
async fn that_a_server_has_joined_is_durable_at_once() {
    let place = TestPlace::with(2, FeedSettings::default()).await;
    drop(place.joined(1).await);
    place.log.hand_over(1, 10);
    drop(place.joined(2).await);
    let saved = place.host.saved.lock().unwrap().clone();
    let joined = saved.iter().map(|saved| (saved.server.0, saved.membership));
    let counted = landfall_core::model::ServerMembership::Counted;
    assert_eq!(joined.collect::<Vec<_>>(), [(1, counted), (2, counted)]);
}

#[tokio::test]
async fn what_was_never_sent_cannot_be_confirmed() {
    let place = TestPlace::with(2, FeedSettings::default()).await;
    let mut agent = place.joined(1).await;
    let mut reader = place.joined(2).await;
    let held = place.log.hand_over(1, 10);
    agent.report(third(held.0), false, Vec::new()).await;
    assert_eq!(agent.refusal().await, landfall_protocol::Reason::Malformed);
    place.publish();
    reader.read_to(held).await;
    assert_eq!(place.landed(1, held), (0, 2));
}
