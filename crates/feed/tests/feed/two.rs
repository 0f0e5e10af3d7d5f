//! Two agents with one server's credential.

use landfall_core::id::ServerId;
use landfall_protocol::{InstanceId, Reason};
use uuid::Uuid;

use crate::{agent::third, place::TestPlace};

#[tokio::test]
async fn a_second_instance_fences_the_first_and_raises_an_alarm() {
    let place = TestPlace::new(1).await;
    let mut first = place.joined(1).await;
    let revision = place.log.hand_over(1, 10);
    place.publish();
    first.read_to(revision).await;
    let mut second = place.agent(1).await;
    let mut hello = second.hello();
    hello.instance = InstanceId(Uuid::from_u128(99));
    second.greet(hello).await;
    assert_eq!(first.refusal().await, Reason::Fenced);
    assert!(Reason::Fenced.is_final());
    let counts = place.feed.counts();
    assert_eq!((counts.fenced, counts.open), (1, 1));
    let connected = place.feed.connected(ServerId(1)).unwrap();
    assert_eq!(connected.instance, InstanceId(Uuid::from_u128(99)));
    // Whatever the first says from now on is not heard.
    assert_eq!(place.landed(1, revision), (0, 1));
}

#[tokio::test]
async fn the_first_one_s_last_word_does_not_come_behind_the_second_one_s_hello() {
    let place = TestPlace::new(1).await;
    let mut first = place.joined(1).await;
    let revision = place.log.hand_over(1, 10);
    place.publish();
    first.read_to(revision).await;
    // Its confirmation is on the way when the second one comes, whose disk has nothing.
    first.apply().await;
    let mut second = place.agent(1).await;
    let mut hello = second.hello();
    hello.instance = InstanceId(Uuid::from_u128(99));
    second.greet(hello).await;
    first.refusal().await;
    assert_eq!(place.landed(1, revision), (0, 1));
    second.read_to(revision).await;
    second.apply().await;
    second.settled().await;
    assert_eq!(place.landed(1, revision), (1, 1));
}

#[tokio::test]
async fn the_same_instance_that_connects_anew_is_no_alarm() {
    let place = TestPlace::new(1).await;
    let mut first = place.joined(1).await;
    let mut again = place.agent(1).await;
    again.log = first.log;
    again.cursor = third(0);
    again.greet(again.hello()).await;
    assert_eq!(first.refusal().await, Reason::Replaced);
    let counts = place.feed.counts();
    assert_eq!((counts.fenced, counts.open), (0, 1));
}
