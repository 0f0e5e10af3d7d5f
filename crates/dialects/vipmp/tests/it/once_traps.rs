//! The traps of the contract's section 10 about writes that arrive more than once, each under its number, as far as deployments
//! can show them.

use std::sync::Arc;

use axum::body::Body;
use futures_util::future::join_all;
use http::Method;
use serde_json::json;

use crate::{
    world::{World, bare, keyed},
    writing::{AT_FIRST, DEPLOYMENT, DEPLOYMENTS, in_paris, in_paris_but},
};

#[tokio::test]
async fn trap_04_a_corrected_body_under_the_old_correlation_id() {
    let world = World::new().await;
    let wrong = in_paris_but("city", json!(""));
    let first = world.post(DEPLOYMENTS, "hash-1", &wrong).await;
    first.has_code("1122", &["companyProfile.address.city"]);
    assert!(!first.is_replay());
    let second = world.post(DEPLOYMENTS, "hash-1", &in_paris()).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    assert!(second.is_replay());
    let third = world.post(DEPLOYMENTS, "hash-2", &in_paris()).await;
    third.object(201);
    assert!(!third.is_replay());
    assert_eq!(world.count().await, AT_FIRST + 1);
}

#[tokio::test]
async fn trap_04_after_ten_days_the_id_is_free_again() {
    let world = World::new().await;
    let first = world.post(DEPLOYMENTS, "hash-1", &json!({})).await;
    first.has_code("1122", &["companyProfile"]);
    world.clock.advance(10 * 86_400 - 1);
    // The demonstration's token is endless.
    assert!(
        world
            .post(DEPLOYMENTS, "hash-1", &json!({}))
            .await
            .is_replay()
    );
    world.clock.advance(1);
    world
        .post(DEPLOYMENTS, "hash-1", &in_paris())
        .await
        .object(201);
}

#[tokio::test]
async fn trap_07_a_request_id_that_was_used() {
    let world = World::new().await;
    let paris = in_paris().to_string();
    let write = |ids| world.write(Method::POST, DEPLOYMENTS, ids, &paris);
    write(("c1", Some("r1"))).await.object(201);
    let used = write(("c2", Some("r1"))).await;
    let message = "Duplicate request id, same requestId has already been processed";
    used.is_error(400, "4120", message, &[]);
    used.echoes("r1", "c2");
    let fresh = write(("c2", Some("r2"))).await;
    fresh.object(201);
    assert!(!fresh.is_replay());
    let again = write(("c2", Some("r1"))).await;
    assert_eq!(again.body, fresh.body);
    assert!(again.is_replay());
    again.echoes("r1", "c2");
    assert_eq!(world.count().await, AT_FIRST + 2);
}

#[tokio::test]
async fn trap_08_the_same_two_ids_on_another_path_and_after_a_get() {
    let world = World::new().await;
    let ids = ("corr-7", Some("req-7"));
    // These are the ids that reads are made with here.
    world.get(DEPLOYMENTS).await.good();
    let body = json!({ "status": "1004" }).to_string();
    let changed = world.write(Method::PATCH, DEPLOYMENT, ids, &body).await;
    assert_eq!(changed.object(200)["status"], "1004");
    assert_eq!(world.get(DEPLOYMENT).await.json()["status"], "1004");
    let paris = in_paris().to_string();
    let added = world.write(Method::POST, DEPLOYMENTS, ids, &paris).await;
    let number = added.object(201)["deploymentId"]
        .as_str()
        .unwrap()
        .to_owned();
    // A query makes it another call, and so does the object.
    let target = format!("{DEPLOYMENTS}?again");
    let other = world.write(Method::POST, &target, ids, &paris).await;
    assert_ne!(other.object(201)["deploymentId"], *number);
    let beside = format!("{DEPLOYMENTS}/{number}");
    let changed = world.write(Method::PATCH, &beside, ids, &body).await;
    assert_eq!(changed.object(200)["deploymentId"], *number);
    for answer in [&added, &other, &changed] {
        assert!(!answer.is_replay());
    }
    let live = world.get(&beside).await;
    assert_eq!(live.json()["status"], "1004");
    assert!(!live.is_replay());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trap_09_fifty_equal_posts_at_a_time() {
    let world = Arc::new(World::new().await);
    let posts = (0..50).map(|_| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.post(DEPLOYMENTS, "same", &in_paris()).await })
    });
    let answers: Vec<_> = join_all(posts).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    answers[0].object(201);
    let replays = answers.iter().filter(|answer| answer.is_replay());
    assert_eq!(replays.count(), 49);
    assert_eq!(world.count().await, AT_FIRST + 1);
    assert_eq!(world.events("deployment.created").await, 1);
}

#[tokio::test]
async fn trap_11_a_replay_shows_the_old_state() {
    let world = World::new().await;
    let first = world.post(DEPLOYMENTS, "c1", &in_paris()).await;
    let added = first.object(201);
    let path = added["links"]["self"]["uri"].as_str().unwrap();
    let away = json!({ "status": "1004" });
    world.patch(path, "c2", &away).await.object(200);
    let again = world.post(DEPLOYMENTS, "c1", &in_paris()).await;
    assert_eq!(again.body, first.body);
    assert_eq!(again.object(201)["status"], "1000");
    assert_eq!(world.get(path).await.json()["status"], "1004");
}

#[tokio::test]
async fn trap_12_and_13_ids_on_writes() {
    let world = World::new().await;
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let uuid = "0b1d6c7e-6f0e-4d8b-9a52-3f2d5c1e7a90";
    let types = [
        None,
        Some("application/json; charset=utf-8"),
        Some("text/x"),
    ];
    for (id, kind) in ["12345", hex, uuid].into_iter().zip(types) {
        let mut request = bare(Method::POST, DEPLOYMENTS)
            .header("x-api-key", "swo-app")
            .header("authorization", "Bearer demo-token")
            .header("x-correlation-id", id)
            .header("x-request-id", id);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let body = Body::from(in_paris().to_string());
        let answer = world.send(request.body(body).unwrap()).await;
        answer.object(201);
        answer.echoes(id, id);
    }
    for refused in [json!({}), in_paris()] {
        let first = world.post(DEPLOYMENTS, "c1", &refused).await;
        let again = world.post(DEPLOYMENTS, "c1", &refused).await;
        first.has_generated_request_id();
        again.has_generated_request_id();
        assert_ne!(first.header("x-request-id"), again.header("x-request-id"));
        assert!(again.is_replay());
    }
}

#[tokio::test]
async fn trap_25_what_lets_nobody_in_is_not_kept() {
    let world = World::new().await;
    let paris = || Body::from(in_paris().to_string());
    let ids = |builder: http::request::Builder| {
        builder
            .header("X-Correlation-Id", "c1")
            .header("X-Request-Id", "r1")
    };
    let keyless = ids(bare(Method::POST, DEPLOYMENTS)).body(paris()).unwrap();
    world.send(keyless).await.has_code("4115", &[]);
    let tokenless = ids(bare(Method::POST, DEPLOYMENTS).header("X-Api-Key", "swo-app"));
    let answer = world.send(tokenless.body(paris()).unwrap()).await;
    answer.has_code("4117", &[]);
    let expired = ids(bare(Method::POST, DEPLOYMENTS)
        .header("X-Api-Key", "swo-app")
        .header("Authorization", "Bearer old"));
    let answer = world.send(expired.body(paris()).unwrap()).await;
    answer.has_code("4116", &[]);
    let uncorrelated = keyed(Method::POST, DEPLOYMENTS).header("X-Request-Id", "r1");
    let answer = world.send(uncorrelated.body(paris()).unwrap()).await;
    answer.has_code("4119", &[]);
    let good = ids(keyed(Method::POST, DEPLOYMENTS)).body(paris()).unwrap();
    let answer = world.send(good).await;
    answer.object(201);
    assert!(!answer.is_replay());
}
