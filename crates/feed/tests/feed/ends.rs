//! How streams end.

use std::time::Duration;

use landfall_core::{id::ServerId, model::ServerMembership};
use landfall_feed::serve::FeedSettings;
use landfall_protocol::{Announce, Down, Reason, Up, Version};

use crate::{
    agent::Agent,
    place::{TestPlace, admitted},
};

#[tokio::test]
async fn a_revoked_server_s_stream_is_closed_at_once() {
    let place = TestPlace::new(2).await;
    let (mut one, mut other) = (place.joined(1).await, place.joined(2).await);
    assert!(place.feed.revoke(ServerId(1)));
    assert_eq!(one.refusal().await, Reason::Revoked);
    assert!(!place.feed.revoke(ServerId(1)), "it is gone");
    other.settled().await;
    assert_eq!(place.feed.counts().revoked, 1);
}

#[tokio::test]
async fn when_the_control_plane_stops_every_server_gets_a_window() {
    let place = TestPlace::new(3).await;
    let mut agents = Vec::new();
    for server in 1..=3 {
        agents.push(place.joined(server).await);
    }
    let feed = place.feed.clone();
    let stopped = tokio::spawn(async move { feed.stop(Duration::from_secs(20)).await });
    for agent in &mut agents {
        let announced = agent.hear().await;
        let window = Announce {
            reconnect_seconds: 1,
        };
        assert_eq!(announced, Some(Down::Announce(window)));
        assert_eq!(agent.refusal().await, Reason::Stopping);
    }
    stopped.await.unwrap();
    assert_eq!(place.feed.counts().open, 0);
    let mut late = place.agent(1).await;
    late.say(Up::Hello(late.hello())).await;
    assert_eq!(late.refusal().await, Reason::Stopping);
}

#[tokio::test]
async fn a_welcome_says_how_often_to_be_heard_and_within_which_time_to_come_back() {
    let place = TestPlace::new(1).await;
    let mut agent = place.agent(1).await;
    let welcome = agent.greet(agent.hello()).await;
    assert_eq!((welcome.heartbeat_seconds, welcome.lease_seconds), (10, 30));
    assert!(welcome.reconnect_seconds >= 1);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_closed_after_its_lease_and_one_that_beats_is_not() {
    let place = TestPlace::new(2).await;
    let over_memory = |server| {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (feed, admitted) = (place.feed.clone(), admitted(server));
        tokio::spawn(async move { feed.serve(theirs, &[], admitted).await });
        Agent::new(ours, server)
    };
    let (mut silent, mut beating) = (over_memory(1), over_memory(2));
    silent.join().await;
    beating.join().await;
    let started = tokio::time::Instant::now();
    for _ in 0..6 {
        // Theirs come every ten seconds.
        assert_eq!(beating.hear().await, Some(Down::Heartbeat));
        beating.heartbeat("").await;
    }
    assert_eq!(started.elapsed(), Duration::from_mins(1));
    assert_eq!(silent.refusal().await, Reason::Silent);
    assert!(place.feed.connected(ServerId(1)).is_none());
    assert!(place.feed.connected(ServerId(2)).is_some());
    assert_eq!(place.feed.counts().silent, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_a_hello_is_closed() {
    let place = TestPlace::new(1).await;
    let (ours, theirs) = tokio::io::duplex(1_024);
    let (feed, admitted) = (place.feed.clone(), admitted(1));
    tokio::spawn(async move { feed.serve(theirs, &[], admitted).await });
    let mut agent = Agent::new(ours, 1);
    assert_eq!(agent.refusal().await, Reason::Silent);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_talks_but_takes_nothing_is_closed_in_the_end() {
    let place = TestPlace::new(1).await;
    let (ours, theirs) = tokio::io::duplex(1_024);
    let (feed, admitted) = (place.feed.clone(), admitted(1));
    let served = tokio::spawn(async move { feed.serve(theirs, &[], admitted).await });
    let mut agent = Agent::new(ours, 1);
    agent.join().await;
    place.log.hand_over(1, 10_000);
    place.publish();
    while place.feed.connected(ServerId(1)).is_some() {
        agent.heartbeat("").await;
        tokio::time::advance(Duration::from_secs(5)).await;
    }
    served.await.unwrap();
    assert_eq!(place.feed.counts().malformed, 1);
}

#[tokio::test]
async fn versions_are_agreed_on_or_the_stream_is_refused() {
    let place = TestPlace::new(1).await;
    let mut older = place.agent(1).await;
    let mut hello = older.hello();
    (hello.oldest, hello.newest) = (1, 1);
    assert_eq!(older.greet(hello).await.version, Version::OLDEST);
    // Its heartbeats have no trouble in them.
    older.heartbeat("unheard of").await;
    older.settled().await;
    let mut newer = place.agent(1).await;
    let mut hello = newer.hello();
    (hello.oldest, hello.newest) = (2, 7);
    assert_eq!(newer.greet(hello).await.version, Version::CURRENT);
    let mut newest = place.agent(1).await;
    let mut hello = newest.hello();
    (hello.oldest, hello.newest) = (3, 7);
    newest.say(Up::Hello(hello)).await;
    assert_eq!(newest.refusal().await, Reason::Version);
}

#[tokio::test]
async fn a_hello_of_another_server_and_a_removed_server_are_refused() {
    let place = TestPlace::new(2).await;
    let mut agent = place.agent(1).await;
    let mut hello = agent.hello();
    hello.server = ServerId(2);
    agent.say(Up::Hello(hello)).await;
    assert_eq!(agent.refusal().await, Reason::WrongServer);
    let mut there = place.joined(2).await;
    place
        .fleet
        .set_membership(ServerId(2), ServerMembership::Removed)
        .unwrap();
    place.feed.remove(ServerId(2));
    assert_eq!(there.refusal().await, Reason::WrongServer);
    let mut again = place.agent(2).await;
    again.say(Up::Hello(again.hello())).await;
    assert_eq!(again.refusal().await, Reason::WrongServer);
}

#[tokio::test]
async fn a_process_that_does_not_count_the_fleet_says_so() {
    let place = TestPlace::new(1).await;
    let mut there = place.joined(1).await;
    let fleet = place.host.fleet.lock().unwrap().take();
    there.apply().await;
    assert_eq!(there.refusal().await, Reason::NotOwner);
    let mut late = place.agent(1).await;
    late.say(Up::Hello(late.hello())).await;
    assert_eq!(late.refusal().await, Reason::NotOwner);
    *place.host.fleet.lock().unwrap() = fleet;
    drop(place.joined(1).await);
}

#[tokio::test]
async fn more_streams_than_allowed_are_refused_as_busy() {
    let settings = FeedSettings {
        connections: 1,
        ..FeedSettings::default()
    };
    let place = TestPlace::with(2, settings).await;
    let mut one = place.joined(1).await;
    let mut other = place.agent(2).await;
    assert_eq!(other.refusal().await, Reason::Busy);
    one.settled().await;
}
