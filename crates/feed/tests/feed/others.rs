//! The record that cannot be read for a while.

use landfall_protocol::Reason;

use crate::{agent::third, place::TestPlace};

#[tokio::test]
async fn live_servers_wait_for_a_record_that_cannot_be_read_and_miss_nothing() {
    let place = TestPlace::new(1).await;
    let mut agent = place.joined(1).await;
    place
        .log
        .gate
        .forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let revision = place.log.hand_over(1, 10);
    place.publish();
    agent.heartbeat("").await;
    agent.settled().await;
    place
        .log
        .gate
        .add_permits(tokio::sync::Semaphore::MAX_PERMITS);
    assert_eq!(agent.read_to(revision).await, [1]);
}

#[tokio::test]
async fn a_cursor_goes_back_in_a_hello_only() {
    let place = TestPlace::new(1).await;
    let revision = place.log.hand_over(1, 10);
    let mut agent = place.joined(1).await;
    assert_eq!(place.landed(1, revision), (1, 1));
    place.host.saved.lock().unwrap().clear();
    agent.report(third(0), false, Vec::new()).await;
    assert_eq!(agent.refusal().await, Reason::Malformed);
    assert_eq!(place.landed(1, revision), (0, 1), "but it is believed");
    assert_eq!(place.host.saved.lock().unwrap().len(), 1);
}
