//! The simulated data plane moves what the dialects show, through the same calls as real servers.

use std::{sync::Arc, time::Duration};

use landfall_control::{Control, ManualClock, query::PropagationStatus};
use landfall_core::{
    id::Revision,
    model::{LogHead, Platform, View},
};
use landfall_demo::{Pace, Scale, SimulatedFleet, Voices, ids, spawn_data_plane, testing::Loaded};

struct House {
    loaded: Loaded,
    control: Arc<Control>,
    clock: Arc<ManualClock>,
}

async fn house(scale: Scale) -> House {
    let clock = Arc::new(ManualClock::at(
        "2026-05-04T10:00:00Z".parse().expect("a moment"),
    ));
    let loaded = Loaded::new(clock.clone(), scale)
        .await
        .expect("an empty store takes the record");
    let control = loaded.start().await.expect("the record can be served");
    House {
        loaded,
        control,
        clock,
    }
}

/// How many servers have landed the request that is on its way, of how many.
async fn landed(control: &Control) -> (u64, u64) {
    let status = control
        .propagation(
            &View::whole(ids::tenant()),
            ids::organization(ids::CUSTOMER),
            ids::PROPAGATING_REQUEST,
        )
        .await
        .expect("the store answers");
    match status {
        Some(PropagationStatus::HandedOver(propagation)) => (propagation.done(), propagation.all()),
        other => panic!("{other:?}"),
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn held_servers_stay_where_the_example_shows_them() {
    let house = house(Scale::Fixtures).await;
    let mut plane = SimulatedFleet::connect(house.control.clone(), Pace::Hold, Voices::All);
    for second in 0..3600 {
        plane.advance(seconds(second));
    }
    assert_eq!(landed(&house.control).await, (61, 2288));
    assert_eq!(plane.waiting(), 2227);
}

#[tokio::test]
async fn waiting_servers_finish_evenly_over_the_time() {
    let house = house(Scale::Fixtures).await;
    let mut plane =
        SimulatedFleet::connect(house.control.clone(), Pace::Over(seconds(60)), Voices::All);
    for (at, expected) in [(0, 61), (15, 617), (30, 1174), (45, 1731), (60, 2288)] {
        plane.advance(seconds(at));
        assert_eq!(landed(&house.control).await, (expected, 2288), "{at} s");
    }
}

#[tokio::test]
async fn servers_finish_in_many_pops_at_a_time_and_in_the_same_order_every_time() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let house = house(Scale::Fixtures).await;
        let mut plane =
            SimulatedFleet::connect(house.control.clone(), Pace::Over(seconds(60)), Voices::All);
        plane.advance(seconds(10));
        let done: Vec<_> = (house.control.fleet().servers(&ids::tenant()).into_iter())
            .filter(|server| server.counted.revision == Revision(3))
            .map(|server| (server.id, server.placement.pop))
            .collect();
        runs.push(done);
    }
    assert_eq!(runs[0], runs[1]);
    let mut pops: Vec<_> = runs[0].iter().map(|(_, pop)| pop).collect();
    pops.sort_unstable();
    pops.dedup();
    assert!(pops.len() > 60, "{} POPs", pops.len());
}

#[tokio::test]
async fn a_restart_goes_on_from_where_the_store_has_the_servers() {
    let house = house(Scale::Fixtures).await;
    let mut plane =
        SimulatedFleet::connect(house.control.clone(), Pace::Over(seconds(60)), Voices::All);
    plane.advance(seconds(30));
    drop(plane);
    house.control.work(std::future::ready(())).await;

    let control = house.loaded.start().await.unwrap();
    assert_eq!(landed(&control).await, (1174, 2288));
    let mut plane = SimulatedFleet::connect(control.clone(), Pace::Over(seconds(60)), Voices::All);
    assert_eq!((plane.waiting(), landed(&control).await.0), (1114, 1174));
    plane.advance(seconds(60));
    assert_eq!(landed(&control).await, (2288, 2288));
}

#[tokio::test]
async fn heartbeats_keep_every_server_healthy() {
    let house = house(Scale::Full).await;
    let mut plane = SimulatedFleet::connect(house.control.clone(), Pace::Hold, Voices::All);
    let stale = || {
        let health = house.control.fleet().health(house.control.clock().now());
        health.iter().map(|pop| pop.counted.stale).sum::<u64>()
    };
    for second in 1..=120 {
        house.clock.advance(1);
        plane.advance(seconds(second));
        assert_eq!(stale(), 0, "second {second}");
    }
    house.clock.advance(31);
    assert!(stale() > 4000, "without heartbeats nobody stays healthy");
}

#[tokio::test]
async fn servers_land_what_is_new_with_their_next_heartbeat() {
    let house = house(Scale::Full).await;
    let mut plane = SimulatedFleet::connect(house.control.clone(), Pace::Hold, Voices::All);
    let snapshot = house.loaded.store.fleet().await.unwrap();
    for log in snapshot.logs {
        let head = log.head.next();
        house.control.fleet().head_moved(&LogHead { head, ..log });
    }
    let behind = || {
        let servers = house.control.fleet().servers(&ids::tenant()).into_iter();
        servers
            .filter(|server| {
                let placement = server.placement;
                let head = house.control.fleet().head(
                    &ids::tenant(),
                    placement.platform,
                    placement.environment,
                );
                Some(server.counted) != head
            })
            .map(|server| server.placement.platform)
            .collect::<Vec<_>>()
    };
    let all = behind().len();
    plane.advance(seconds(5));
    let half = behind().len();
    assert!(half > all / 3 && half < all * 4 / 5, "{half} of {all}");
    plane.advance(seconds(10));
    let held = behind();
    assert_eq!(held.len(), 2227);
    assert!(held.iter().all(|platform| *platform == Platform::Adn));
    assert_eq!(landed(&house.control).await, (61, 2288));
}

#[tokio::test]
async fn the_task_runs_by_the_timer_and_ends_when_told() {
    let house = house(Scale::Fixtures).await;
    // From here on, waiting takes no time: the timer jumps to whatever comes next.
    tokio::time::pause();
    let pace = Pace::Over(seconds(20));
    let plane = spawn_data_plane(
        house.control.clone(),
        pace,
        Voices::All,
        tokio::time::sleep(seconds(10)),
    );
    plane.await.unwrap();
    let (done, _) = landed(&house.control).await;
    assert!((1150..=1180).contains(&done), "{done}");
}
