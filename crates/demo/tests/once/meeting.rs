//! Calls that come at the same time.

use std::sync::{Arc, atomic::AtomicU16};

use futures_util::future::join_all;
use landfall_control::once::{Answer, Answered};
use landfall_core::rules::once::{Concurrent, METALLIC, OncePolicy, VIPMP};
use tokio::sync::Notify;

use crate::{
    on_both_engines,
    place::{Engine, GOOD, Outcome, Place, body, call},
};

on_both_engines![
    of_fifty_equal_calls_one_is_carried_out,
    when_the_first_of_equal_calls_fails_another_one_is_carried_out,
];

async fn of_fifty_equal_calls_one_is_carried_out(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    let named = call(&VIPMP, "a", "{}");
    let calls = (0..50).map(|_| process.call(&named, GOOD));
    let answers = join_all(calls).await;
    let answers: Vec<_> = answers.into_iter().map(|it| body(&it.unwrap())).collect();
    assert_eq!(answers.iter().filter(|(now, _)| *now).count(), 1);
    assert!(answers.iter().all(|(_, body)| body == "number 1"));
    assert_eq!(process.count().await, 1);
}

async fn when_the_first_of_equal_calls_fails_another_one_is_carried_out(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    let named = call(&VIPMP, "a", "{}");
    let twice = Outcome::Faults(Arc::new(AtomicU16::new(2)));
    let calls = (0..10).map(|_| process.call(&named, twice.clone()));
    let answers = join_all(calls).await;
    let (good, failed): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((good.len(), failed.len()), (8, 2));
    let good: Vec<_> = good.into_iter().map(|it| body(&it.unwrap())).collect();
    assert_eq!(good.iter().filter(|(now, _)| *now).count(), 1);
    assert_eq!(process.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_equal_calls_to_two_processes_one_is_carried_out() {
    let place = Place::new(Engine::Postgres).await;
    let processes = [place.process().await, place.process().await];
    let named: Vec<_> = (0..5)
        .map(|number| call(&VIPMP, &number.to_string(), "{}"))
        .collect();
    let calls = (0..50).map(|number| processes[number % 2].call(&named[number / 2 % 5], GOOD));
    let answers = join_all(calls).await;
    let mut answers: Vec<_> = answers.into_iter().map(|it| body(&it.unwrap())).collect();
    answers.sort();
    let now = answers.iter().filter(|(now, _)| *now);
    assert_eq!(now.count(), 5);
    answers.dedup_by(|one, next| one.1 == next.1);
    assert_eq!(processes[0].count().await, 5, "{answers:?}");
}

/// As vipmp's, for those who cannot wait long.
static HASTY: OncePolicy = OncePolicy {
    concurrent: Concurrent::Waits(1),
    ..VIPMP
};

/// Has a call of one process carried out for as long as another one makes the same, and gives what that one gets.
async fn meet(policy: &'static OncePolicy) -> Answered {
    let place = Place::new(Engine::Postgres).await;
    let (one, other) = (place.process().await, place.process().await);
    let named = call(policy, "a", "{}");
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, held) = (Arc::clone(&begun), Arc::clone(&go_on));
    let first = one.control.once(&named, move |_| {
        let (told, held) = (Arc::clone(&told), Arc::clone(&held));
        Box::pin(async move {
            told.notify_one();
            held.notified().await;
            Ok(Answer {
                status: 201,
                body: b"slow".to_vec(),
            })
        })
    });
    let second = async {
        begun.notified().await;
        let answered = other.call(&named, GOOD).await.unwrap();
        go_on.notify_one();
        answered
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(body(&first.unwrap()), (true, "slow".to_owned()));
    let again = other.call(&named, GOOD).await.unwrap();
    assert_eq!(body(&again), (false, "slow".to_owned()));
    assert_eq!(other.count().await, 0);
    second
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_equal_runs_in_another_process_is_refused_where_the_policy_says() {
    assert_eq!(meet(&METALLIC).await, Answered::StillRunning);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_equal_runs_too_long_is_told_so() {
    assert_eq!(meet(&HASTY).await, Answered::StillRunning);
}
