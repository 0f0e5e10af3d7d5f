//! Following what happens: by positions, waiting, and as a stream.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::Request;
use landfall_core::{
    id::{EventId, OrganizationId, TenantId},
    model::{Actor, NewEvent, ResourceKind},
};
use landfall_demo::{credentials::NATIVE_TOKEN, ids};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Answer, World};

/// A block of a stream.
#[derive(Debug, PartialEq)]
struct Block {
    kind: Option<String>,
    id: String,
    data: Option<Value>,
}

/// A stream that is read.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    /// The next block; none at the end.
    async fn block(&mut self) -> Option<Block> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let member = |name: &str| {
                    let mut lines = block.lines();
                    lines.find_map(|line| line.strip_prefix(name).map(str::to_owned))
                };
                return Some(Block {
                    kind: member("event: "),
                    id: member("id: ").unwrap(),
                    data: member("data: ").map(|data| serde_json::from_str(&data).unwrap()),
                });
            }
            let next = timeout(Duration::from_secs(30), self.body.next()).await;
            let bytes = next.expect("a stream is never silent for so long")?;
            self.text
                .push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
    }

    /// The next block that is not there to show that the stream lives.
    async fn told(&mut self) -> Option<Block> {
        loop {
            let block = self.block().await?;
            if block.data.is_some() {
                return Some(block);
            }
        }
    }

    /// What the next event happened to.
    async fn about(&mut self) -> String {
        let told = self.told().await.expect("the stream goes on");
        assert_eq!(told.kind, None, "{told:?}");
        let data = told.data.unwrap();
        assert_eq!(data["id"], told.id);
        data["resource_id"].as_str().unwrap().to_owned()
    }
}

fn happened(
    tenant: &TenantId,
    organization: &str,
    kind: &'static str,
    resource: ResourceKind,
    about: &str,
    at_micros: i64,
) -> NewEvent {
    NewEvent {
        id: EventId(uuid::Uuid::from_u128(7)),
        tenant: Some(tenant.clone()),
        organization: Some(ids::organization(organization)),
        actor: Actor::System,
        kind,
        resource,
        resource_id: about.to_owned(),
        detail: json!({ "about": about }).to_string(),
        correlation_id: None,
        request_id: Some("request".to_owned()),
        at_micros,
    }
}

impl World {
    async fn append(&self, events: Vec<NewEvent>) {
        self.write(events, |transaction, events| {
            Box::pin(async move {
                for event in events {
                    transaction.append_event(event).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    /// A deployment of the demonstration's customer is made.
    async fn happens(&self, about: &str) {
        let at = landfall_control::Clock::micros(self.clock.as_ref());
        let resource = ResourceKind::Deployment;
        let event = happened(
            &ids::tenant(),
            ids::CUSTOMER,
            "deployment.created",
            resource,
            about,
            at,
        );
        self.append(vec![event]).await;
    }

    async fn stream_as(&self, query: &str, token: &str, last: Option<&str>) -> Stream {
        let bearer = format!("Bearer {token}");
        let mut request = Request::get(format!("/landfall/v1/events{query}"))
            .header("authorization", bearer)
            .header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = self.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Stream {
            body: answer.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    async fn stream(&self, query: &str) -> Stream {
        self.stream_as(query, NATIVE_TOKEN, None).await
    }

    /// The answer to a call for a stream that is refused.
    async fn no_stream(&self, query: &str, last: &str) -> Answer {
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("accept", "text/event-stream"),
            ("last-event-id", last),
        ];
        let path = format!("/landfall/v1/events{query}");
        self.call(http::Method::GET, &path, &headers).await
    }

    /// Where the events stand.
    async fn position(&self) -> String {
        position(&self.get("events?wait=0").await)
    }
}

fn position(answer: &Answer) -> String {
    answer.json()["position"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_goes_on_from_each_position_hears_everything_once() {
    let world = World::new().await;
    for number in 0..7 {
        world.happens(&number.to_string()).await;
    }
    let (mut heard, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let answer = world
            .get(&format!("events?after={after}&page_size=3"))
            .await;
        heard.extend(answer.column("id"));
        let json = answer.json();
        assert_eq!(json["next_page_token"], Value::Null);
        after = position(&answer);
        if json["caught_up"] == true {
            break;
        }
    }
    let listed = world.get("events?page_size=500").await;
    assert_eq!(heard, listed.column("id"));
    assert_eq!(
        (&listed.json()["position"], heard.len() > 7),
        (&Value::Null, true)
    );
    assert_eq!(after, world.position().await);
    // What comes later, and nothing else.
    world.happens("later").await;
    let more = world.get(&format!("events?after={after}")).await;
    assert_eq!(more.column("resource_id"), ["later"]);
}

#[tokio::test]
async fn kinds_and_things_can_be_asked_for() {
    let world = World::new().await;
    let start = world.position().await;
    let event =
        |kind, resource, about| happened(&ids::tenant(), ids::CUSTOMER, kind, resource, about, 1);
    world
        .append(vec![
            event("deployment.created", ResourceKind::Deployment, "1"),
            event("deployment.updated", ResourceKind::Deployment, "2"),
            event("policy.created", ResourceKind::Policy, "2"),
        ])
        .await;
    for (filter, expected) in [
        (
            "type=deployment.",
            vec!["deployment.created", "deployment.updated"],
        ),
        ("type=deployment.created", vec!["deployment.created"]),
        ("type=eployment", vec![]),
        ("resource=policy", vec!["policy.created"]),
        (
            "resource_id=2",
            vec!["deployment.updated", "policy.created"],
        ),
        (
            "resource=deployment&resource_id=2",
            vec!["deployment.updated"],
        ),
    ] {
        let path = format!("events?after={start}&{filter}");
        assert_eq!(world.get(&path).await.column("kind"), expected, "{filter}");
    }
    let mut stream = world
        .stream(&format!("?after={start}&resource=policy&type=policy."))
        .await;
    let told = stream.told().await.unwrap();
    assert_eq!(told.data.unwrap()["kind"], "policy.created");
}

#[tokio::test]
async fn a_wait_ends_with_the_next_event_that_is_asked_for() {
    let world = Arc::new(World::new().await);
    let start = world.position().await;
    let waiting = tokio::spawn({
        let world = Arc::clone(&world);
        let path = format!("events?after={start}&wait=20&resource_id=wanted");
        async move { world.get(&path).await }
    });
    // A stream says when the first has come by, so that the wait has had its chance to end with it.
    let mut stream = world.stream(&format!("?after={start}")).await;
    world.happens("other").await;
    assert_eq!(stream.about().await, "other");
    assert!(!waiting.is_finished());
    world.happens("wanted").await;
    let answer = waiting.await.unwrap();
    assert_eq!(answer.column("resource_id"), ["wanted"]);
    assert_eq!(answer.json()["caught_up"], true);
    assert_eq!(position(&answer), world.position().await);
    // What is there already is not waited for.
    let answer = world.get(&format!("events?after={start}&wait=20")).await;
    assert_eq!(answer.column("resource_id"), ["other", "wanted"]);
}

#[tokio::test]
async fn a_wait_in_vain_ends_and_says_where_it_was() {
    let world = World::new().await;
    let start = world.position().await;
    let answer = world.get("events?wait=1").await;
    assert_eq!(answer.column("id"), [""; 0]);
    assert_eq!(
        (position(&answer), &answer.json()["caught_up"]),
        (start, &json!(true))
    );
}

#[tokio::test]
async fn a_stream_tells_what_comes_and_is_taken_up_where_it_broke() {
    let world = World::new().await;
    let start = world.position().await;
    let mut stream = world.stream("").await;
    let first = stream.block().await.unwrap();
    assert_eq!((first.id.as_str(), first.data), (start.as_str(), None));
    world.happens("1").await;
    world.happens("2").await;
    let told = stream.told().await.unwrap();
    let shown = world.get(&format!("events/{}", told.id)).await.json();
    assert_eq!(told.data.unwrap(), shown, "an event is what it is shown as");
    assert_eq!(stream.about().await, "2");
    drop(stream);
    world.happens("3").await;
    // Where it was stands before where it began.
    let mut stream = world
        .stream_as("?after=0", NATIVE_TOKEN, Some(&told.id))
        .await;
    assert_eq!(stream.about().await, "2");
    assert_eq!(stream.about().await, "3");
    world.happens("4").await;
    assert_eq!(stream.about().await, "4");
}

#[tokio::test]
async fn everybody_hears_what_lies_in_their_view_and_nothing_else() {
    let world = World::new().await;
    world.other_tenant("theirs").await;
    let house = OrganizationId(ids::organization(ids::HOUSE_RESELLER).0);
    world.let_in(500, Some(house), "house", false).await;
    world.let_in(501, None, "reader", false).await;
    let start = world.position().await;
    let whole = happened(
        &ids::tenant(),
        ids::TENANT_ORGANIZATION,
        "tenant.updated",
        ResourceKind::Tenant,
        "tenant",
        1,
    );
    let of = |organization, about| {
        let resource = ResourceKind::Organization;
        happened(
            &ids::tenant(),
            organization,
            "organization.updated",
            resource,
            about,
            1,
        )
    };
    let client = happened(
        &ids::tenant(),
        ids::TENANT_ORGANIZATION,
        "client.created",
        ResourceKind::Client,
        "client",
        1,
    );
    let nobodys = NewEvent {
        tenant: None,
        organization: None,
        ..of(ids::CUSTOMER, "installation")
    };
    let unplaced = NewEvent {
        organization: None,
        ..of(ids::CUSTOMER, "unplaced")
    };
    let theirs = NewEvent {
        tenant: Some("other".parse().unwrap()),
        organization: Some(OrganizationId(uuid::Uuid::from_u128(900))),
        ..of(ids::CUSTOMER, "theirs")
    };
    let partner = world.partner().await;
    // The stream that began before is told by the reader, the later one by the store.
    let callers = [
        (
            NATIVE_TOKEN,
            vec!["tenant", "house", "customer", "client", "unplaced", "end"],
        ),
        (
            "reader",
            vec!["tenant", "house", "customer", "unplaced", "end"],
        ),
        ("house", vec!["house"]),
        (partner.as_str(), vec!["customer"]),
        ("theirs", vec!["theirs"]),
    ];
    let mut live = Vec::new();
    for (token, expected) in &callers {
        let mut stream = world.stream_as("?type=", token, None).await;
        assert_eq!(stream.block().await.unwrap().data, None);
        live.push((stream, expected));
    }
    world
        .append(vec![
            whole,
            of(ids::HOUSE_RESELLER, "house"),
            of(ids::CUSTOMER, "customer"),
            client,
            nobodys,
            unplaced,
            theirs,
            of(ids::TENANT_ORGANIZATION, "end"),
        ])
        .await;
    for (stream, expected) in &mut live {
        for about in expected.iter() {
            assert_eq!(stream.about().await, *about);
        }
    }
    for (token, expected) in &callers {
        let answer = world.get_as(&format!("events?after={start}"), token).await;
        let heard = answer.column("resource_id").into_iter();
        // Tokens that were given out since are events, too.
        let heard: Vec<_> = heard.filter(|about| !about.contains("swo")).collect();
        let heard: Vec<_> = heard
            .iter()
            .filter(|about| expected.contains(&about.as_str()))
            .collect();
        assert_eq!(&heard, expected, "{token}");
        let kinds = answer.column("resource");
        assert_eq!(kinds.contains(&"client".to_owned()), *token == NATIVE_TOKEN);
    }
    // Somebody who sees the whole narrows it down.
    let answer = world
        .get(&format!(
            "events?after={start}&organization={}",
            ids::HOUSE_RESELLER
        ))
        .await;
    assert_eq!(answer.column("resource_id"), ["house"]);
}

#[tokio::test]
async fn a_position_that_is_too_old_is_refused_with_the_oldest_one() {
    let world = World::new().await;
    let start = world.position().await;
    // The record's own events are of its making, the clock's today.
    world.happens("old").await;
    world.clock.advance(401 * 86_400);
    world.happens("new").await;
    assert!(world.control.sweep_events().await.unwrap() > 0);
    assert_eq!(world.control.sweep_events().await.unwrap(), 0);
    let refused = world.get("events?after=0").await;
    refused.is_problem(410, "position-gone");
    let oldest = refused.json()["oldest"].as_str().unwrap().to_owned();
    assert!(oldest.parse::<u64>().unwrap() > start.parse::<u64>().unwrap());
    world
        .no_stream("", &start)
        .await
        .is_problem(410, "position-gone");
    let mut stream = world.stream_as("", NATIVE_TOKEN, Some(&oldest)).await;
    assert_eq!(stream.about().await, "new");
    let answer = world.get(&format!("events?after={oldest}")).await;
    assert_eq!(answer.column("resource_id"), ["new"]);
    assert_eq!(
        world.get("events").await.column("resource_id"),
        ["new"],
        "the list begins there as well"
    );
    // No position that was given out is ahead of all events.
    let ahead = world.position().await.parse::<u64>().unwrap() + 1;
    for answer in [
        world.get(&format!("events?after={ahead}")).await,
        // An empty id is none.
        world.no_stream(&format!("?after={ahead}"), "").await,
    ] {
        answer.is_problem(410, "position-gone");
        assert_eq!(answer.json()["oldest"], oldest);
    }
}

/// A stream that nobody reads holds a place and no memory: it is told when what it missed is no longer at hand.
#[tokio::test]
async fn who_reads_too_slowly_is_told_and_goes_on_from_there() {
    const MANY: usize = 6_000;
    let world = World::new().await;
    let mut stream = world.stream("?type=deployment.").await;
    stream.block().await.unwrap();
    let mut quick = world.stream("?type=deployment.").await;
    world.happens("first").await;
    assert_eq!(stream.about().await, "first");
    assert_eq!(quick.about().await, "first");
    // One reads, one does not.
    let mut seen = Vec::new();
    for some in (0..MANY).collect::<Vec<_>>().chunks(1_000) {
        let events = some.iter().map(|number| {
            let resource = ResourceKind::Deployment;
            let about = number.to_string();
            happened(
                &ids::tenant(),
                ids::CUSTOMER,
                "deployment.created",
                resource,
                &about,
                1,
            )
        });
        world.append(events.collect()).await;
        for _ in some {
            seen.push(quick.about().await);
        }
    }
    let all: Vec<_> = (0..MANY).map(|number| number.to_string()).collect();
    assert_eq!(seen, all);
    let mut late = Vec::new();
    let last = loop {
        let told = stream.told().await.expect("it is told before it ends");
        if told.kind.as_deref() == Some("behind") {
            break told;
        }
        late.push(
            told.data.unwrap()["resource_id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    };
    assert_eq!(last.data.unwrap()["position"], last.id);
    assert_eq!(stream.block().await, None);
    assert!(late.len() < MANY);
    // From there everything comes, from the store and then as it happens.
    let mut stream = world
        .stream_as("?type=deployment.", NATIVE_TOKEN, Some(&last.id))
        .await;
    while late.len() < MANY {
        late.push(stream.about().await);
    }
    assert_eq!(late, all);
    world.happens("last").await;
    assert_eq!(stream.about().await, "last");
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it_and_with_the_process() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let request = Request::get("/landfall/v1/events")
        .header("accept", "text/event-stream")
        .header("cookie", &cookie)
        .header("x-landfall-csrf", &csrf);
    let answer = world.open(request.body(Body::empty()).unwrap()).await;
    let mut signed_in = Stream {
        body: answer.into_body().into_data_stream(),
        text: String::new(),
    };
    let mut other = world.stream("").await;
    for stream in [&mut signed_in, &mut other] {
        assert!(stream.block().await.is_some());
    }
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let out = world
        .call(http::Method::DELETE, "/landfall/v1/session", &headers)
        .await;
    assert_eq!(out.status, 204, "{out:?}");
    while let Some(block) = signed_in.block().await {
        // That they signed out may be told before the end.
        assert!(
            block
                .data
                .is_none_or(|data| data["resource"] != "deployment")
        );
    }
    world.control.end_watching();
    while other.block().await.is_some() {}
}

#[tokio::test]
async fn a_caller_has_so_many_streams_and_waits_and_no_more() {
    let world = World::new().await;
    let mut streams = Vec::new();
    for _ in 0..16 {
        streams.push(world.stream("").await);
    }
    world
        .no_stream("", "0")
        .await
        .is_problem(429, "too-many-requests");
    world
        .get("events?wait=1")
        .await
        .is_problem(429, "too-many-requests");
    // Who does not wait needs no place.
    assert_eq!(world.get("events?wait=0").await.status, 200);
    streams.pop();
    world.stream("").await;
}

#[tokio::test]
async fn what_cannot_be_is_named() {
    let world = World::new().await;
    for (query, name) in [
        ("after=-1", "after"),
        ("after=x", "after"),
        ("after=9223372036854775808", "after"),
        ("wait=21", "wait"),
        ("wait=1.5", "wait"),
        ("after=0&page_size=0", "page_size"),
        ("after=0&resource=nothing", "resource"),
        ("after=0&type=%00", "type"),
        ("after=0&filter=id%20%3D%201", "filter"),
        ("wait=0&order_by=id", "order_by"),
        ("after=0&page_token=x", "page_token"),
        ("type=deployment.", "type"),
        ("resource_id=1", "resource_id"),
        ("nothing=1", "nothing"),
    ] {
        let answer = world.get(&format!("events?{query}")).await;
        answer.is_problem(400, "invalid-parameter");
        assert_eq!(answer.json()["errors"][0]["parameter"], name, "{query}");
    }
    for (query, last, name) in [
        ("", "x", "Last-Event-ID"),
        ("?wait=1", "0", "wait"),
        ("?page_size=5", "0", "page_size"),
        ("?resource=nothing", "0", "resource"),
    ] {
        let answer = world.no_stream(query, last).await;
        answer.is_problem(400, "invalid-parameter");
        assert_eq!(answer.json()["errors"][0]["parameter"], name, "{query}");
    }
}
