//! Whatever comes over a stream: frames cut anywhere, nonsense, too much.

use landfall_core::id::ServerId;
use landfall_feed::serve::FeedSettings;
use landfall_protocol::{Reason, Up, Version, frame, limits};
use tokio::io::AsyncWriteExt as _;

use crate::place::TestPlace;

#[tokio::test]
async fn a_stream_cut_into_single_bytes_is_understood() {
    let place = TestPlace::new(1).await;
    let mut agent = place.agent(1).await;
    for byte in Up::Hello(agent.hello()).frame(Version::CURRENT, [9; 4]) {
        agent.stream.write_all(&[byte]).await.unwrap();
    }
    assert!(agent.hear().await.is_some());
    agent.settled().await;
}

#[tokio::test]
async fn a_stream_that_ends_in_the_middle_of_a_frame_leaves_nothing_behind() {
    let place = TestPlace::new(2).await;
    let mut other = place.joined(2).await;
    let mut agent = place.joined(1).await;
    let frame = Up::Hello(agent.hello()).frame(Version::CURRENT, [9; 4]);
    agent
        .stream
        .write_all(&frame[..frame.len() / 2])
        .await
        .unwrap();
    agent.stream.shutdown().await.unwrap();
    assert!(agent.hear().await.is_none());
    assert!(place.feed.connected(ServerId(1)).is_none());
    other.settled().await;
}

#[tokio::test]
async fn nonsense_is_refused_with_a_reason_and_concerns_nobody_else() {
    let place = TestPlace::new(2).await;
    let mut other = place.joined(2).await;
    let nonsense = frame::masked(frame::Kind::Message, b"\xffwhat", [1, 2, 3, 4]);
    let twice = Up::Hello(other.hello());
    let unmasked = frame::plain(frame::Kind::Message, b"\x04\x00");
    let too_long = frame::masked(frame::Kind::Message, &vec![4; limits::UP + 1], [0; 4]);
    for bytes in [
        nonsense,
        twice.frame(Version::CURRENT, [1; 4]),
        unmasked,
        too_long,
        bytes::Bytes::from_static(b"GET / HTTP/1.1\r\n\r\n"),
    ] {
        let mut agent = place.joined(1).await;
        agent.stream.write_all(&bytes).await.unwrap();
        assert_eq!(agent.refusal().await, Reason::Malformed);
        other.settled().await;
    }
    let mut agent = place.agent(1).await;
    agent.heartbeat("before the hello").await;
    assert_eq!(agent.refusal().await, Reason::Malformed);
    assert_eq!(place.feed.counts().malformed, 6);
}

#[tokio::test]
async fn a_hello_beyond_its_limit_is_refused_before_it_is_read() {
    let place = TestPlace::new(1).await;
    let mut agent = place.agent(1).await;
    let head = [0x82, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    agent.stream.write_all(&head).await.unwrap();
    assert_eq!(agent.refusal().await, Reason::Malformed);
}

#[tokio::test]
async fn too_many_words_are_an_overrun() {
    let settings = FeedSettings {
        messages: 100,
        ..FeedSettings::default()
    };
    let place = TestPlace::with(1, settings).await;
    let mut agent = place.joined(1).await;
    for _ in 0..100 {
        agent.heartbeat("").await;
    }
    assert_eq!(agent.refusal().await, Reason::Overrun);
}
