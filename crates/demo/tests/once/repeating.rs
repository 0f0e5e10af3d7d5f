//! Calls that come one after the other.

use std::sync::{Arc, atomic::AtomicU16};

use landfall_control::once::{Answer, Answered};
use landfall_core::rules::once::{METALLIC, NATIVE, VIPMP};

use crate::{
    on_both_engines,
    place::{Engine, GOOD, Outcome, Place, body, call, call_with_ids},
};

on_both_engines![
    a_repeated_call_gets_the_first_answer_until_its_time_is_over,
    another_body_gets_what_the_policy_says,
    refusals_are_kept_where_the_policy_says_and_faults_never,
    a_request_id_serves_one_correlation_id_that_is_new,
    a_call_is_known_after_the_process_that_carried_it_out_has_died,
];

async fn a_repeated_call_gets_the_first_answer_until_its_time_is_over(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    let named = |name| call(&VIPMP, name, "{}");
    let first = process.call(&named("a"), GOOD).await.unwrap();
    assert_eq!(body(&first), (true, "number 1".to_owned()));
    let other = process.call(&named("b"), GOOD).await.unwrap();
    assert_eq!(body(&other), (true, "number 2".to_owned()));
    let ten_days = 10 * 86_400;
    // Asking in between does not make it last longer.
    for pause in [0, ten_days - 1] {
        place.clock.advance(pause);
        let again = process.call(&named("a"), GOOD).await.unwrap();
        assert_eq!(body(&again), (false, "number 1".to_owned()));
    }
    place.clock.advance(1);
    let free = process.call(&named("a"), GOOD).await.unwrap();
    assert!(body(&free).0);
    assert_eq!(process.count().await, 3);
}

async fn another_body_gets_what_the_policy_says(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    for (policy, name) in [(&METALLIC, "a"), (&NATIVE, "b")] {
        let first = process.call(&call(policy, name, "one"), GOOD).await;
        assert!(body(&first.unwrap()).0);
        let other = process.call(&call(policy, name, "two"), GOOD).await;
        assert_eq!(other.unwrap(), Answered::OtherBody);
        let same = process.call(&call(policy, name, "one"), GOOD).await;
        assert!(!body(&same.unwrap()).0);
    }
    let first = process.call(&call(&VIPMP, "c", "one"), GOOD).await;
    let other = process.call(&call(&VIPMP, "c", "two"), GOOD).await;
    assert_eq!(body(&first.unwrap()).1, body(&other.unwrap()).1);
    assert_eq!(process.count().await, 3);
}

async fn refusals_are_kept_where_the_policy_says_and_faults_never(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    let refused = Outcome::Status(400);
    let status = |answered: Answered| match answered {
        Answered::Now(Answer { status, .. }) => (true, status),
        Answered::Before(Answer { status, .. }) => (false, status),
        other => panic!("{other:?}"),
    };
    // The 400 is the answer for ten days, also when the call would be good by now.
    let named = call(&VIPMP, "a", "{}");
    let first = process.call(&named, refused.clone()).await.unwrap();
    assert_eq!(status(first), (true, 400));
    let again = process.call(&named, GOOD).await.unwrap();
    assert_eq!(status(again), (false, 400));
    let before = process.count().await;
    // Here it is not kept, and undoes what was done on the way to it.
    let named = call(&METALLIC, "b", "{}");
    let first = process.call(&named, refused).await.unwrap();
    assert_eq!(status(first), (true, 400));
    assert_eq!(process.count().await, before);
    let again = process.call(&named, GOOD).await.unwrap();
    assert_eq!(status(again), (true, 201));
    for (policy, name) in [(&VIPMP, "c"), (&METALLIC, "d")] {
        let named = call(policy, name, "{}");
        let once = Outcome::Faults(Arc::new(AtomicU16::new(1)));
        process.call(&named, once.clone()).await.unwrap_err();
        let again = process.call(&named, once).await.unwrap();
        assert_eq!(status(again), (true, 201));
    }
    for status in [401, 403, 429, 500] {
        let named = call(&VIPMP, &format!("status {status}"), "{}");
        process.call(&named, Outcome::Status(status)).await.unwrap();
        assert!(body(&process.call(&named, GOOD).await.unwrap()).0);
    }
}

async fn a_request_id_serves_one_correlation_id_that_is_new(engine: Engine) {
    let place = Place::new(engine).await;
    let process = place.process().await;
    let ids = |path, correlation, request| call_with_ids(&VIPMP, path, correlation, request);
    let good = |answered| body(&answered).0;
    let first = process.call(&ids("/a", "c1", Some("r1")), GOOD).await;
    assert!(good(first.unwrap()));
    // A used request id with a new correlation id; then a fresh one; then that pair once more.
    let used = process.call(&ids("/a", "c2", Some("r1")), GOOD).await;
    assert_eq!(used.unwrap(), Answered::RequestIdUsed);
    let fresh = process.call(&ids("/a", "c2", Some("r2")), GOOD).await;
    assert!(good(fresh.unwrap()));
    let again = process.call(&ids("/a", "c2", Some("r1")), GOOD).await;
    assert!(!good(again.unwrap()));
    // A correlation id that is known from another path skips the test.
    let elsewhere = process.call(&ids("/b", "c1", Some("r1")), GOOD).await;
    assert!(good(elsewhere.unwrap()));
    // Whoever sends none is not tested.
    let none = process.call(&ids("/a", "c3", None), GOOD).await;
    assert!(good(none.unwrap()));
    place.clock.advance(10 * 86_400);
    let forgotten = process.call(&ids("/a", "c4", Some("r1")), GOOD).await;
    assert!(good(forgotten.unwrap()));
    assert_eq!(process.count().await, 5);
}

async fn a_call_is_known_after_the_process_that_carried_it_out_has_died(engine: Engine) {
    let place = Place::new(engine).await;
    let named = call(&VIPMP, "a", "{}");
    let first = place.process().await;
    // It commits, and nobody hears of it.
    drop(first.call(&named, GOOD).await.unwrap());
    drop(first);
    let next = place.process().await;
    let again = next.call(&named, GOOD).await.unwrap();
    assert_eq!(body(&again), (false, "number 1".to_owned()));
    assert_eq!(next.count().await, 1);
}
