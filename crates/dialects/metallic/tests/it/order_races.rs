//! Cancelling against workers, and workers that fail (metallic contract, sections 4, 6 and 11).

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use http::Method;
use landfall_control::Target;
use landfall_core::{
    model::{FulfillmentAction::AddService, FulfillmentStatus, Job},
    rules::ordering::Came,
};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{LIST, World, addition, cancellation, creation, order};

const SKU: &str = "MTSP-M365E-USR";

/// A target that answers what it is told, and counts how often it was asked.
struct Told {
    asked: AtomicU32,
    answer: Box<dyn Fn(u32) -> Came + Send + Sync>,
}

impl Told {
    fn new(answer: impl Fn(u32) -> Came + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            asked: AtomicU32::new(0),
            answer: Box::new(answer),
        })
    }
}

#[async_trait]
impl Target for Told {
    async fn provide(&self, _: &Job) -> Came {
        (self.answer)(self.asked.fetch_add(1, Ordering::SeqCst))
    }
}

async fn cancel(world: &World, id: &str) -> crate::support::Answer {
    let path = format!("{LIST}/{id}/cancel");
    world.call(Method::POST, &path, "demo-token").await
}

#[tokio::test]
async fn trap_21_cancelling_what_is_pending_cancelled_and_in_progress() {
    let world = World::new().await;
    let id = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    world.clock.advance(5);
    let first = cancel(&world, &id.to_uppercase()).await;
    assert_eq!(first.status, 200);
    let shown = world.get(&format!("{LIST}/{id}")).await;
    assert_eq!(first.body, shown.body);
    assert_eq!(first.json()["data"]["status"], "cancelled");
    assert_eq!(first.json()["data"]["updateTs"], "2021-11-08T08:00:05");
    world.clock.advance(5);
    let second = cancel(&world, &id).await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    world.work().await;
    assert_eq!(world.fulfillment(&id).await["status"], "cancelled");
    world
        .insert(vec![order(1, AddService, FulfillmentStatus::InProgress, 0)])
        .await;
    let running = cancel(&world, "00000000-0000-0000-0000-000000000001").await;
    running.is_error(409, 1008);
    let done = world
        .ordered(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    let late = cancel(&world, done["id"].as_str().unwrap()).await;
    late.is_error(409, 1008);
}

#[tokio::test]
async fn an_order_that_came_without_a_job_can_be_cancelled() {
    let world = World::new().await;
    world
        .insert(vec![order(1, AddService, FulfillmentStatus::Pending, 0)])
        .await;
    world.work().await;
    let id = "00000000-0000-0000-0000-000000000001";
    assert_eq!(world.fulfillment(id).await["status"], "pending");
    assert_eq!(cancel(&world, id).await.status, 200);
}

/// However often they meet, either the order is cancelled and has done nothing, or it is complete and was not cancelled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trap_22_cancelling_against_a_starting_worker_a_thousand_times() {
    let world = Arc::new(World::new().await);
    let account = ids::ORDERING_ACCOUNT;
    let before = lines(&world, account).await;
    let (mut cancelled, mut complete) = (0, 0);
    for round in 0..1000_u32 {
        let id = world.submitted(&addition(account, &[SKU])).await;
        let worker = tokio::spawn({
            let world = Arc::clone(&world);
            async move { world.work().await }
        });
        // Now and then the worker gets a start.
        for _ in 0..round % 4 {
            tokio::task::yield_now().await;
        }
        let answer = cancel(&world, &id).await;
        worker.await.unwrap();
        world.work().await;
        let status = world.fulfillment(&id).await["status"].clone();
        match answer.status {
            200 => {
                cancelled += 1;
                assert_eq!(status, json!("cancelled"));
            }
            409 => {
                complete += 1;
                assert_eq!(status, json!("complete"));
            }
            other => panic!("{other}: {answer:?}"),
        }
    }
    assert_eq!(cancelled + complete, 1000);
    assert_eq!(lines(&world, account).await, before + complete);
    assert!(cancelled > 0 && complete > 0, "{cancelled} and {complete}");
}

async fn lines(world: &World, account: &str) -> u32 {
    let account = world.account(account).await;
    u32::try_from(account["services"].as_array().unwrap().len()).unwrap()
}

#[tokio::test]
async fn an_order_is_held_back_as_long_as_was_set() {
    let world = World::providing(10, Told::new(|_| Came::Done)).await;
    let id = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    world.clock.advance(9);
    world.work().await;
    assert_eq!(world.fulfillment(&id).await["status"], "pending");
    world.clock.advance(1);
    world.work().await;
    assert_eq!(world.fulfillment(&id).await["status"], "complete");
}

#[tokio::test]
async fn a_target_that_fails_for_a_while_is_asked_again() {
    let target = Told::new(|asked| match asked {
        0 => Came::NotNow("it is away".to_owned()),
        1 => Came::Later { seconds: 30 },
        _ => Came::Done,
    });
    let world = World::providing(0, Arc::clone(&target) as _).await;
    let id = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    // One of the same account waits its turn; one of another account does not.
    let next = world
        .submitted(&cancellation(ids::ORDERING_ACCOUNT, &["MTSP-VM-BKP"]))
        .await;
    let status = async |id: &str| world.fulfillment(id).await["status"].clone();
    world.work().await;
    assert_eq!(
        (status(&id).await, status(&next).await),
        (json!("in_progress"), json!("pending"))
    );
    cancel(&world, &id).await.is_error(409, 1008);
    world.clock.advance(1);
    world.work().await;
    assert_eq!(target.asked.load(Ordering::SeqCst), 2);
    world.clock.advance(29);
    world.work().await;
    assert_eq!(target.asked.load(Ordering::SeqCst), 2);
    world.clock.advance(1);
    world.work().await;
    assert_eq!(
        (status(&id).await, status(&next).await),
        (json!("complete"), json!("complete"))
    );
    assert_eq!(target.asked.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_target_that_refuses_fails_the_order() {
    let world = World::providing(
        0,
        Told::new(|_| Came::Refused("the name is taken".to_owned())),
    )
    .await;
    let id = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    world.work().await;
    let failed = world.fulfillment(&id).await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(
        failed["failure"],
        json!({ "code": 2004, "message": "the name is taken" })
    );
    assert_eq!(failed.get("accountId"), None);
    let accounts = world
        .get("/api/v1/partner/accounts?filter=externalId:CUST-1")
        .await;
    assert_eq!(accounts.json()["data"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_target_that_never_answers_well_is_given_up() {
    let target = Told::new(|_| Came::NotNow("it is away".to_owned()));
    let world = World::providing(0, Arc::clone(&target) as _).await;
    let id = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    for _ in 0..20 {
        world.work().await;
        world.clock.advance(601);
    }
    let failed = world.fulfillment(&id).await;
    assert_eq!(
        (&failed["status"], &failed["failure"]["code"]),
        (&json!("failed"), &json!(2005))
    );
    assert_eq!(target.asked.load(Ordering::SeqCst), 12);
    assert_eq!(lines(&world, ids::ORDERING_ACCOUNT).await, 2);
}

/// A worker that has died holds its order up until its time is over; then another one takes it up.
#[tokio::test]
async fn what_a_dead_worker_held_is_taken_up() {
    let target = Told::new(|asked| match asked {
        0 => panic!("the worker dies"),
        _ => Came::Done,
    });
    let world = World::providing(0, Arc::clone(&target) as _).await;
    let id = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    let control = Arc::clone(&world.control);
    let died = tokio::spawn(async move { control.carry_due_orders().await }).await;
    assert!(died.unwrap_err().is_panic());
    assert_eq!(world.fulfillment(&id).await["status"], "in_progress");
    world.work().await;
    assert_eq!(world.fulfillment(&id).await["status"], "in_progress");
    world.clock.advance(30);
    world.work().await;
    assert_eq!(world.fulfillment(&id).await["status"], "complete");
    assert_eq!(lines(&world, ids::ORDERING_ACCOUNT).await, 3);
}
