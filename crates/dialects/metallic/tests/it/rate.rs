//! The hourly limits (metallic contract, sections 2 and 11).

use http::Method;
use landfall_core::model::Dialect;
use landfall_demo::ids;
use landfall_metallic::MetallicSettings;

use crate::support::{Answer, LIST, World};

fn reads(limit: u32) -> MetallicSettings {
    MetallicSettings {
        reads_per_hour: limit,
        writes_per_hour: 100,
    }
}

#[track_caller]
fn counted(answer: &Answer, limit: &str, remaining: &str) {
    assert_eq!(answer.header("x-ratelimit-limit"), Some(limit));
    assert_eq!(answer.header("x-ratelimit-period"), Some("3600"));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining));
}

#[tokio::test]
async fn trap_24_a_thousand_reads_an_hour() {
    let world = World::with(reads(1000)).await;
    for call in 0..1000 {
        let answer = world.list("pageSize=1").await;
        assert_eq!(answer.status, 200, "{call}");
    }
    let over = world.list("pageSize=1").await;
    over.is_error(429, 1012);
    counted(&over, "1000", "0");
    assert_eq!(over.header("retry-after"), Some("3600"));
}

#[tokio::test]
async fn trap_24_a_small_limit() {
    let world = World::with(reads(3)).await;
    let answer = world.list("").await;
    assert_eq!(answer.status, 200);
    counted(&answer, "3", "2");
    assert_eq!(answer.header("retry-after"), None);
    // HEAD and errors behind the token count too.
    let answer = world.call(Method::HEAD, LIST, "demo-token").await;
    counted(&answer, "3", "1");
    let answer = world.list("pageSize=0").await;
    answer.is_error(400, 1003);
    counted(&answer, "3", "0");
    world.clock.advance(600);
    let over = world.list("pageSize=0").await;
    over.is_error(429, 1012);
    counted(&over, "3", "0");
    assert_eq!(over.header("retry-after"), Some("3000"));
    world.clock.advance(3000);
    counted(&world.list("").await, "3", "2");
}

#[tokio::test]
async fn what_is_not_counted() {
    let world = World::with(reads(1)).await;
    let secret = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answers = [
        world.ask_token(&form, secret).await,
        world.call(Method::GET, LIST, "wrong").await,
        world.call(Method::DELETE, LIST, "demo-token").await,
        world.call(Method::GET, "/api/v1/none", "demo-token").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("x-ratelimit-limit"), None, "{answer:?}");
    }
    counted(&world.list("").await, "1", "0");
}

#[tokio::test]
async fn off_by_default() {
    let world = World::new().await;
    let answer = world.list("").await;
    assert!(
        !answer
            .headers
            .keys()
            .any(|name| name.as_str().starts_with("x-ratelimit"))
    );
}

#[tokio::test]
async fn clients_of_one_organization_share_its_hour() {
    let world = World::with(reads(4)).await;
    let tenant = ids::organization(ids::TENANT_ORGANIZATION);
    let msp = ids::organization(ids::MSP);
    world
        .let_in(50, Some(msp), "same-partner", Dialect::Metallic)
        .await;
    world
        .let_in(51, Some(tenant), "bound-to-the-tenant", Dialect::Metallic)
        .await;
    world
        .let_in(52, None, "bound-to-nothing", Dialect::Metallic)
        .await;
    for (token, remaining) in [
        ("demo-token", "3"),
        ("same-partner", "2"),
        ("bound-to-the-tenant", "3"),
        ("bound-to-nothing", "2"),
        ("bound-to-the-tenant", "1"),
        ("demo-token", "1"),
    ] {
        counted(&world.call(Method::GET, LIST, token).await, "4", remaining);
    }
}
