//! Servers whose disks may hold what the log does not.

use landfall_core::id::{AccountNumber, Revision};
use landfall_protocol::{Down, Sweep, Welcome};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

use crate::{
    agent::{Agent, third},
    place::{TestPlace, at},
};

/// Reads up to the head and the list behind it.
async fn read_and_sweep<S: AsyncRead + AsyncWrite + Unpin>(
    agent: &mut Agent<S>,
    head: Revision,
) -> (Vec<u64>, Vec<u64>) {
    let revisions = agent.read_to(head).await;
    let mut living = Vec::new();
    loop {
        match agent.hear().await {
            Some(Down::Sweep(Sweep { slots, last })) => {
                living.extend(slots.iter().map(AccountNumber::value));
                if last {
                    return (revisions, living);
                }
            }
            Some(Down::Heartbeat) => {}
            other => panic!("a list, not {other:?}"),
        }
    }
}

async fn connected(place: &TestPlace, server: u64, cursor: u64) -> (Agent<TcpStream>, Welcome) {
    let mut agent = place.agent(server).await;
    agent.log = Some(place.log.state().id);
    agent.cursor = third(cursor);
    let welcome = agent.greet(agent.hello()).await;
    (agent, welcome)
}

#[tokio::test]
async fn a_cursor_above_the_head_is_never_counted_and_forces_a_new_epoch() {
    // What is left after entries were lost and nobody has raised the epoch.
    let place = TestPlace::new(2).await;
    for slot in 1..=5 {
        place.log.hand_over(slot, 10);
    }
    let mut other = place.agent(2).await;
    other.log = Some(place.log.state().id);
    other.cursor = third(5);
    other.greet(other.hello()).await;
    let mut astray = place.agent(1).await;
    astray.log = Some(place.log.state().id);
    astray.cursor = third(9);
    let welcome = astray.greet(astray.hello()).await;
    assert_eq!((welcome.start, welcome.resync), (at(4, 0), true));
    assert_eq!(place.landed(1, Revision(1)).0, 0);
    let (revisions, living) = read_and_sweep(&mut astray, Revision(5)).await;
    assert_eq!(revisions, [1, 2, 3, 4, 5]);
    assert_eq!(living, [1, 2, 3, 4, 5], "its other four slots go");
    // Not before it has swept.
    astray.report(astray.cursor, true, Vec::new()).await;
    astray.settled().await;
    assert_eq!(place.landed(1, Revision(1)).0, 0);
    astray.apply().await;
    astray.settled().await;
    assert_eq!(place.landed(1, Revision(1)).0, 1);
    // Whoever was connected begins anew, too.
    let Some(Down::Resync(resync)) = other.hear().await else {
        panic!("a resync");
    };
    assert_eq!((resync.start, resync.head), (at(4, 0), Revision(5)));
    assert_eq!(place.feed.counts().astray, 1);
}

#[tokio::test]
async fn a_server_below_the_floor_reads_on_and_sweeps() {
    let place = TestPlace::new(1).await;
    for slot in 1..=5 {
        place.log.hand_over(slot, 10);
    }
    place.log.tombstone(2);
    place.log.hand_over(3, 10);
    place.log.compact(6);
    let (mut agent, welcome) = connected(&place, 1, 5).await;
    assert_eq!((welcome.start, welcome.resync), (third(5), true));
    let (revisions, living) = read_and_sweep(&mut agent, Revision(7)).await;
    assert_eq!(revisions, [7]);
    assert_eq!(
        living,
        [1, 3, 4, 5],
        "the tombstone of 2 is gone, the list says it"
    );
    // Just at the floor nothing was missed.
    let (_, welcome) = connected(&place, 1, 6).await;
    assert!(!welcome.resync);
}

#[tokio::test]
async fn a_floor_that_rises_above_a_connected_server_makes_it_sweep() {
    let place = TestPlace::new(1).await;
    for slot in 1..=5 {
        place.log.hand_over(slot, 10);
    }
    let mut agent = place.joined(1).await;
    place.log.tombstone(2);
    place.log.hand_over(3, 10);
    place.log.compact(6);
    place.publish();
    let Some(Down::Resync(resync)) = agent.hear().await else {
        panic!("a resync");
    };
    assert_eq!(resync.start, third(5));
    // What it says before it has heard of it does not count as swept.
    agent.apply().await;
    let (revisions, living) = read_and_sweep(&mut agent, Revision(7)).await;
    assert_eq!((revisions, living), (vec![7], vec![1, 3, 4, 5]));
    agent.settled().await;
    assert_eq!(place.landed(3, Revision(7)), (0, 1));
    agent.apply().await;
    agent.settled().await;
    assert_eq!(place.landed(3, Revision(7)), (1, 1));
}

#[tokio::test]
async fn an_interrupted_resync_goes_on_where_it_was_and_still_ends_with_the_list() {
    let place = TestPlace::new(1).await;
    for slot in 1..=5 {
        place.log.hand_over(slot, 10);
    }
    let mut agent = place.agent(1).await;
    agent.log = Some(place.log.state().id);
    agent.cursor = third(3);
    let mut hello = agent.hello();
    hello.unswept = true;
    let welcome = agent.greet(hello).await;
    assert_eq!((welcome.start, welcome.resync), (third(3), true));
    assert_eq!(
        place.landed(1, Revision(1)).0,
        0,
        "a disk that is not swept"
    );
    let (revisions, living) = read_and_sweep(&mut agent, Revision(5)).await;
    assert_eq!((revisions, living), (vec![4, 5], vec![1, 2, 3, 4, 5]));
}

#[tokio::test]
async fn a_new_epoch_reaches_those_who_are_connected() {
    let place = TestPlace::new(2).await;
    let revision = place.log.hand_over(1, 10);
    let mut agents = [place.joined(1).await, place.joined(2).await];
    assert_eq!(place.landed(1, revision), (2, 2));
    place.log.raise_epoch();
    place.publish();
    for agent in &mut agents {
        let Some(Down::Resync(resync)) = agent.hear().await else {
            panic!("a resync");
        };
        assert_eq!(resync.start, at(4, 0));
        // Said in the old epoch, heard in the new one.
        agent.apply().await;
        agent.cursor = resync.start;
        let (revisions, living) = read_and_sweep(agent, revision).await;
        assert_eq!((revisions, living), (vec![1], vec![1]));
        agent.settled().await;
    }
    assert_eq!(place.landed(1, revision), (0, 2));
    for (done, agent) in (1..).zip(&mut agents) {
        agent.apply().await;
        agent.settled().await;
        assert_eq!(place.landed(1, revision), (done, 2));
    }
}

#[tokio::test]
async fn a_log_that_was_begun_anew_has_nothing_to_do_with_the_old_one() {
    let place = TestPlace::new(1).await;
    place.log.hand_over(1, 10);
    let mut agent = place.joined(1).await;
    let old = place.log.state().id;
    place.log.begin_anew();
    let revision = place.log.hand_over(2, 10);
    place.publish();
    let Some(Down::Resync(resync)) = agent.hear().await else {
        panic!("a resync");
    };
    assert_eq!((resync.log, resync.start), (place.log.state().id, at(4, 0)));
    assert_eq!(place.landed(2, revision), (0, 1));
    // The same for one that comes with the old log's cursor, however it is numbered.
    let mut agent = place.agent(1).await;
    agent.log = Some(old);
    agent.cursor = at(4, 1);
    let welcome = agent.greet(agent.hello()).await;
    assert_eq!((welcome.start, welcome.resync), (at(4, 0), true));
    assert_eq!(place.landed(2, revision), (0, 1));
}

#[tokio::test]
async fn an_empty_disk_has_nothing_to_sweep() {
    let place = TestPlace::new(1).await;
    place.log.hand_over(1, 10);
    place.log.tombstone(1);
    place.log.compact(2);
    let mut agent = place.agent(1).await;
    let welcome = agent.greet(agent.hello()).await;
    assert_eq!((welcome.start, welcome.resync), (third(0), false));
    // Not even its cursor counts, should it claim to have one.
    drop(agent);
    let mut agent = place.agent(1).await;
    agent.cursor = third(2);
    let welcome = agent.greet(agent.hello()).await;
    assert_eq!((welcome.start, welcome.resync), (third(0), false));
}
