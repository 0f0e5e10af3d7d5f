//! How far a deploy request has got, told in full, and watched by server-sent events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::{Method, Request};
use landfall_control::Clock;
use landfall_core::{
    id::{Cursor, DeployRequestId, Epoch, Revision, ServerId},
    model::{DeployRequest, DeployState, Environment, Platform, ServerMembership},
};
use landfall_demo::{credentials::NATIVE_TOKEN, ids};
use landfall_feed::{ExceptionChange, Report};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::support::World;

const UNDER_WAY: &str = "/landfall/v1/deploy-requests/123456/watch";
/// Servers of the fleet, and of those the ones that run request 123456 in the fixed record.
const ALL: u64 = 2288;
const DONE: u64 = 61;

/// An event: its kind, its id and what it says.
#[derive(Debug, PartialEq)]
struct Event {
    kind: String,
    id: String,
    data: Value,
}

/// A stream that is watched.
struct Watcher {
    body: BodyDataStream,
    text: String,
}

impl Watcher {
    /// The next event; none at the end. Comments are passed over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if block.starts_with(':') {
                    continue;
                }
                let member = |name: &str| {
                    let mut lines = block.lines();
                    let value = lines.find_map(|line| line.strip_prefix(name));
                    value.unwrap_or_else(|| panic!("{block}")).to_owned()
                };
                return Some(Event {
                    kind: member("event: "),
                    id: member("id: "),
                    data: serde_json::from_str(&member("data: ")).unwrap(),
                });
            }
            let next = timeout(Duration::from_secs(30), self.body.next()).await;
            let bytes = next.expect("a stream is never silent for so long")?;
            self.text
                .push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
    }

    /// The next event that satisfies this.
    async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if wanted(&event) {
                return event;
            }
        }
    }
}

impl World {
    async fn watch_with(&self, path: &str, headers: &[(&str, &str)]) -> Watcher {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Watcher {
            body: answer.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    async fn watch(&self, path: &str) -> Watcher {
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        self.watch_with(path, &[("authorization", &bearer)]).await
    }

    /// A server reports that it has got to a revision, and whether it failed with the account's change there.
    fn reports(&self, server: u64, revision: u64, failed: bool) {
        let failed = failed.then(|| ExceptionChange {
            slot: "0001".parse().unwrap(),
            running: Some(Revision(1)),
        });
        let report = Report {
            cursor: Cursor {
                epoch: Epoch(1),
                revision: Revision(revision),
            },
            exceptions: failed.into_iter().collect(),
            at: self.clock.now(),
        };
        let reported = self.control.fleet().report(ServerId(server), &report);
        reported.unwrap();
    }

    /// The servers of the fleet that request 123456 went to.
    fn fleet(&self) -> Vec<u64> {
        let fleet = self.control.fleet();
        let servers = fleet.servers(&ids::tenant()).into_iter();
        let servers = servers.filter(|server| {
            (server.placement.platform, server.placement.environment)
                == (Platform::Adn, Environment::Production)
        });
        servers.map(|server| server.id.0).collect()
    }
}

fn counts(data: &Value) -> [u64; 4] {
    ["counted", "landed", "failed", "awaited"].map(|name| data[name].as_u64().unwrap())
}

#[tokio::test]
async fn a_request_is_told_of_in_full() {
    let world = World::new().await;
    let fleet = world.fleet();
    let before = world.get("deploy-requests/123456/propagation").await;
    assert_eq!(before.status, 200, "{before:?}");
    let told = before.json();
    assert_eq!(
        (&told["state"], &told["outcome"]),
        (&json!("deployed"), &json!("under_way"))
    );
    assert_eq!(counts(&told), [ALL, DONE, 0, ALL - DONE]);
    assert_eq!(told["percent"].to_string(), "2.666083916083916");
    assert_eq!(told["pops"].as_array().unwrap().len(), 70);
    assert_eq!(
        (
            &told["generation"],
            &told["superseded_by"],
            &told["rolled_back"]
        ),
        (&json!(4), &Value::Null, &Value::Null)
    );
    // One of the last ones fails, one is taken out.
    let (failed, drained) = (fleet[fleet.len() - 1], fleet[fleet.len() - 2]);
    world.reports(failed, 3, true);
    let out = world
        .control
        .fleet()
        .set_membership(ServerId(drained), ServerMembership::Drained);
    out.unwrap();
    let after = world.get("deploy-requests/123456/propagation").await.json();
    assert_eq!(counts(&after), [ALL - 1, DONE, 1, ALL - DONE - 2]);
    assert_eq!(
        (&after["drained"], &after["complete"]),
        (&json!(1), &json!(false))
    );
    let [failure] = after["failures"].as_array().unwrap().as_slice() else {
        panic!("{after}");
    };
    assert_eq!(failure["server_id"], failed.to_string());
    assert_eq!(
        (&failure["running_revision"], &failure["reason"]),
        (&json!(1), &Value::Null)
    );
    let pops = after["pops"].as_array().unwrap();
    let pop = pops
        .iter()
        .find(|pop| pop["name"] == failure["pop"])
        .unwrap();
    assert_eq!(
        (&pop["failed"], &pop["drained"], &pop["released"]),
        (&json!(1), &json!(1), &json!(true))
    );
}

#[tokio::test]
async fn who_does_not_see_the_whole_tenant_is_told_of_no_servers() {
    let world = World::new().await;
    world.reports(world.fleet()[2287], 3, true);
    let partner = world.partner().await;
    let told = world
        .get_as("deploy-requests/123456/propagation", &partner)
        .await;
    assert_eq!(told.status, 200, "{told:?}");
    let told = told.json();
    assert_eq!(
        (&told["failed"], &told["failures"]),
        (&json!(1), &Value::Null)
    );
    // Nor by watching, beside somebody who is.
    let mut whole = world.watch(UNDER_WAY).await;
    let bearer = format!("Bearer {partner}");
    let mut part = world
        .watch_with(UNDER_WAY, &[("authorization", &bearer)])
        .await;
    assert!(whole.next().await.unwrap().data["failures"].is_array());
    assert_eq!(part.next().await.unwrap().data["failures"], Value::Null);
}

#[tokio::test]
async fn an_older_request_says_what_has_superseded_it() {
    let world = World::new().await;
    let told = world.get("deploy-requests/123450/propagation").await.json();
    assert_eq!(told["superseded_by"]["deploy_request_id"], "123456");
    assert_eq!(
        (&told["outcome"], &told["complete"]),
        (&json!("landed"), &json!(true))
    );
    // A watch of it has one event.
    let mut watcher = world
        .watch("/landfall/v1/deploy-requests/123450/watch")
        .await;
    let event = watcher.next().await.unwrap();
    assert_eq!((event.kind.as_str(), &event.data), ("landed", &told));
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn a_watch_shows_a_request_land_and_ends_then() {
    let world = World::new().await;
    let begun = Instant::now();
    let mut watcher = world.watch(UNDER_WAY).await;
    let first = watcher.next().await.unwrap();
    let mut times = vec![Instant::now()];
    assert_eq!(first.kind, "progress");
    assert_eq!(
        first.data,
        world.get("deploy-requests/123456/propagation").await.json()
    );
    let mut landed = DONE;
    for some in world.fleet().chunks(600) {
        for &server in some {
            world.reports(server, 3, false);
        }
        let event = watcher.next().await.unwrap();
        times.push(Instant::now());
        let now = counts(&event.data)[1];
        assert!(
            now > landed,
            "an event only when something has changed: {landed} and {}",
            event.data
        );
        landed = now;
        assert_eq!(event.kind == "landed", now == ALL);
        assert_eq!(event.data["complete"], now == ALL);
    }
    while landed < ALL {
        landed = counts(&watcher.next().await.unwrap().data)[1];
    }
    assert_eq!(watcher.next().await, None);
    // An event may be heard late, and then the next one soon after it; none is heard before its turn.
    for (turn, time) in (0..).zip(times) {
        assert!(
            time - begun >= Duration::from_millis(240) * turn,
            "four a second at most"
        );
    }
}

#[tokio::test]
async fn who_watches_the_same_sees_the_same() {
    let world = World::new().await;
    let (mut one, mut other) = (world.watch(UNDER_WAY).await, world.watch(UNDER_WAY).await);
    assert_eq!(one.next().await, other.next().await);
    world.reports(world.fleet()[2287], 3, false);
    let seen = one.next().await.unwrap();
    assert_eq!(counts(&seen.data)[1], DONE + 1);
    assert_eq!(other.next().await.unwrap(), seen);
    // Whoever comes later begins where they are, wherever they say that they have been.
    let bearer = format!("Bearer {NATIVE_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("last-event-id", "99")];
    let mut late = world.watch_with(UNDER_WAY, &headers).await;
    assert_eq!(late.next().await.unwrap(), seen);
}

#[tokio::test]
async fn a_change_that_can_get_no_further_ends_the_watch_as_failed() {
    let world = World::new().await;
    let mut watcher = world.watch(UNDER_WAY).await;
    for server in world.fleet() {
        world.reports(server, 3, server % 2 == 0);
    }
    let last = watcher.until(|event| event.kind != "progress").await;
    assert_eq!(last.kind, "failed");
    assert_eq!(counts(&last.data), [ALL, ALL / 2, ALL / 2, 0]);
    assert_eq!(last.data["failures"].as_array().unwrap().len(), 200);
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn a_newer_request_of_the_account_ends_the_watch() {
    let world = World::new().await;
    let mut watcher = world.watch(UNDER_WAY).await;
    assert_eq!(watcher.next().await.unwrap().kind, "progress");
    let newer =
        world.deploy(r#"{"account_id":"0001","policy_id":"4409498","environment":"production"}"#);
    let newer = newer.await;
    assert_eq!(newer.status, 201, "{newer:?}");
    let last = watcher.until(|event| event.kind != "progress").await;
    assert_eq!(last.kind, "superseded");
    assert_eq!(
        last.data["superseded_by"]["deploy_request_id"],
        newer.json()["id"]
    );
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn a_request_that_waits_is_watched_until_it_is_decided() {
    let world = World::new().await;
    let at = world.clock.now();
    let request = DeployRequest {
        id: DeployRequestId(500),
        tenant: ids::tenant(),
        account: ids::organization(ids::CUSTOMER),
        policy: landfall_core::id::PolicyId(4_409_533),
        platform: Platform::Adn,
        environment: Environment::Staging,
        state: DeployState::PendingReview,
        message: String::new(),
        submitter: ids::ACCOUNT_USER,
        history: Vec::new(),
        created_at: at,
        updated_at: at,
    };
    world
        .write(request, |transaction, request| {
            Box::pin(async move { transaction.insert_deploy_request(request).await })
        })
        .await;
    let mut watcher = world.watch("/landfall/v1/deploy-requests/500/watch").await;
    let first = watcher.next().await.unwrap();
    assert_eq!(
        (first.kind.as_str(), &first.data["state"]),
        ("progress", &json!("pending_review"))
    );
    assert_eq!(counts(&first.data), [0; 4]);
    let bearer = format!("Bearer {NATIVE_TOKEN}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let path = "/landfall/v1/deploy-requests/500/reject";
    let rejected = world
        .post(path, &headers, r#"{"reason":"not today"}"#)
        .await;
    assert_eq!(rejected.status, 200, "{rejected:?}");
    let last = watcher.next().await.unwrap();
    assert_eq!(
        (last.kind.as_str(), &last.data["outcome"]),
        ("rejected", &json!("rejected"))
    );
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn a_watch_ends_when_the_process_stops() {
    let world = World::new().await;
    let mut watcher = world.watch(UNDER_WAY).await;
    watcher.next().await.unwrap();
    world.control.end_watching();
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn one_caller_has_so_many_streams_and_no_more() {
    let world = World::new().await;
    let mut watchers = Vec::new();
    for _ in 0..16 {
        watchers.push(world.watch(UNDER_WAY).await);
    }
    let path = "deploy-requests/123456/watch";
    world.get(path).await.is_problem(429, "too-many-requests");
    // Others have theirs, and what is given up can be had again.
    let bearer = format!("Bearer {}", world.partner().await);
    world
        .watch_with(UNDER_WAY, &[("authorization", &bearer)])
        .await;
    watchers.pop();
    world.watch(UNDER_WAY).await;
}

#[tokio::test]
async fn what_is_not_in_view_cannot_be_watched() {
    let world = World::new().await;
    world.other_tenant("theirs").await;
    for call in ["watch", "propagation"] {
        for id in ["123456", "999999", "nonsense"] {
            let path = format!("deploy-requests/{id}/{call}");
            let answer = world.get_as(&path, "theirs").await;
            answer.is_problem(404, "not-found");
        }
        let path = format!("/landfall/v1/deploy-requests/123456/{call}");
        world
            .call(Method::GET, &path, &[])
            .await
            .is_problem(401, "unauthenticated");
        world
            .call(Method::POST, &path, &[])
            .await
            .is_problem(405, "method-not-allowed");
    }
    let bearer = format!("Bearer {NATIVE_TOKEN}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "application/json"),
    ];
    let refused = world.call(Method::GET, UNDER_WAY, &headers).await;
    refused.is_problem(406, "not-acceptable");
}
