//! Submissions that are refused, in the contract's order (metallic contract, sections 1, 5, 9 and 11).

use axum::body::Body;
use http::{Method, Request, header::AUTHORIZATION};
use landfall_core::model::Dialect;
use landfall_demo::ids;
use landfall_metallic::MetallicSettings;
use serde_json::{Value, json};

use crate::support::{Answer, LIST, World, addition, cancellation, creation};

const SKU: &str = "MTSP-M365E-USR";

async fn raw(world: &World, token: &str, media_type: &str, body: Vec<u8>) -> Answer {
    let mut request = Request::post(LIST).header(AUTHORIZATION, format!("Bearer {token}"));
    if !media_type.is_empty() {
        request = request.header("content-type", media_type);
    }
    world.send(request.body(Body::from(body)).unwrap()).await
}

#[track_caller]
fn names(answer: &Answer, member: &str) {
    answer.is_error(400, 1002);
    let json = answer.json();
    let message = json["error"]["message"].as_str().unwrap();
    assert!(message.starts_with(&format!("{member}: ")), "{message}");
}

#[tokio::test]
async fn what_is_wrong_is_found_in_the_contract_s_order() {
    let world = World::with(MetallicSettings {
        reads_per_hour: 0,
        writes_per_hour: 6,
    })
    .await;
    world
        .let_in(
            50,
            Some(ids::organization(ids::MSP)),
            "reader",
            Dialect::Metallic,
        )
        .await;
    let large = vec![b' '; (1 << 20) + 1];
    raw(&world, "wrong", "text/plain", large.clone())
        .await
        .is_error(401, 1004);
    raw(&world, "reader", "text/plain", large.clone())
        .await
        .is_error(403, 1005);
    raw(&world, "demo-token", "text/plain", large)
        .await
        .is_error(413, 1015);
    for media_type in ["text/plain", "", "application/jsonx"] {
        let answer = raw(&world, "demo-token", media_type, b"[]".to_vec()).await;
        answer.is_error(415, 1014);
    }
    let media_type = "Application/JSON; charset=utf-8";
    let list = raw(&world, "demo-token", media_type, b"[]".to_vec()).await;
    list.is_error(400, 1001);
    assert_eq!(list.header("x-ratelimit-remaining"), Some("0"));
    let over = raw(&world, "demo-token", "text/plain", b"[]".to_vec()).await;
    over.is_error(429, 1012);
    let put = world.call(Method::PUT, LIST, "demo-token").await;
    put.is_error(405, 1013);
    assert_eq!(put.header("allow"), Some("GET, HEAD, POST"));
}

#[tokio::test]
async fn trap_24_a_hundred_writes_an_hour() {
    let world = World::with(MetallicSettings {
        reads_per_hour: 1000,
        writes_per_hour: 100,
    })
    .await;
    for call in 0..100_u32 {
        let answer = world.post_text(LIST, "", "{}").await;
        names(&answer, "account");
        let left = (99 - call).to_string();
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.as_str()));
    }
    let path = format!("{LIST}/nonsense/cancel");
    for over in [
        world.post_text(LIST, "", "{}").await,
        world.call(Method::POST, &path, "demo-token").await,
    ] {
        over.is_error(429, 1012);
        assert_eq!(over.header("x-ratelimit-limit"), Some("100"));
        assert_eq!(over.header("x-ratelimit-period"), Some("3600"));
        assert_eq!(over.header("x-ratelimit-remaining"), Some("0"));
        assert_eq!(over.header("retry-after"), Some("3600"));
    }
    // Reads have an hour of their own.
    assert_eq!(
        world.list("").await.header("x-ratelimit-remaining"),
        Some("999")
    );
}

#[tokio::test]
async fn a_member_is_named_by_its_path() {
    let world = World::new().await;
    let good = || creation("Harbour Bakery", "ORD-1", "CUST-1");
    let with = |pointer: &str, value: Value| {
        let mut body = good();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, member) in [
        (json!({}), "account"),
        (
            with("/account/contacts/0/email", json!("nobody")),
            "account.contacts[0].email",
        ),
        (with("/account/name", json!("abc")), "account.name"),
        (
            with("/account/externalId", json!("x".repeat(36))),
            "account.externalId",
        ),
        (
            with("/account/provisionCountry", json!("Atlantis")),
            "account.provisionCountry",
        ),
        (
            with("/service/skus/0/sku", json!("MTSP-UNKNOWN")),
            "service.skus[0].sku",
        ),
        (
            with("/service/skus/0/sku", json!("MTSP-ARCH-LEGACY")),
            "service.skus[0].sku",
        ),
        (addition(ids::OTHER_ACCOUNT, &[SKU]), "account.id"),
        (addition(ids::MSP, &[SKU]), "account.id"),
    ] {
        let answer = world.post(LIST, "", &body).await;
        names(&answer, member);
    }
    // Nothing was kept of any of them.
    assert_eq!(
        world.list("").await.json()["metadata"]["pagination"]["totalRecords"],
        9
    );
}

#[tokio::test]
async fn what_is_out_of_view_looks_like_what_is_not_there() {
    let world = World::new().await;
    let out_of_view = world
        .post(LIST, "", &addition(ids::OTHER_ACCOUNT, &[SKU]))
        .await;
    let nothing = "00000000-0000-4000-8000-000000000000";
    let absent = world.post(LIST, "", &addition(nothing, &[SKU])).await;
    assert_eq!(out_of_view, absent);
    let seller = |id: &str| {
        let mut body = creation("Harbour Bakery", "ORD-1", "CUST-1");
        body["resellerId"] = id.into();
        body
    };
    let out_of_view = world.post(LIST, "", &seller(ids::HOUSE_RESELLER)).await;
    assert_eq!(out_of_view, world.post(LIST, "", &seller(nothing)).await);
    // Somebody else's order cannot be cancelled or seen to exist.
    let id = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    world.other_tenant("their-token").await;
    let path = |id: &str| format!("{LIST}/{id}/cancel");
    let mine = world.call(Method::POST, &path(&id), "their-token").await;
    // That client may only read.
    mine.is_error(403, 1005);
    let unknown = world.call(Method::POST, &path(nothing), "demo-token").await;
    unknown.is_error(404, 1006);
    let malformed = world.call(Method::POST, &path("abc"), "demo-token").await;
    assert_eq!(malformed, unknown);
}

#[tokio::test]
async fn trap_18_a_name_is_used_once_and_free_again_after_a_failure() {
    let world = World::new().await;
    let first = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    let again = world
        .post(LIST, "", &creation("Other Bakery", "ORD-1", "CUST-2"))
        .await;
    again.is_error(409, 1007);
    assert!(again.body.contains("externalId"), "{}", again.body);
    let account = world
        .post(LIST, "", &creation("Other Bakery", "ORD-2", "CUST-1"))
        .await;
    account.is_error(409, 1007);
    assert!(
        account.body.contains("account.externalId"),
        "{}",
        account.body
    );
    let path = format!("{LIST}/{first}/cancel");
    assert_eq!(
        world.call(Method::POST, &path, "demo-token").await.status,
        200
    );
    let second = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    world.work().await;
    assert_eq!(world.fulfillment(&second).await["status"], "complete");
    for body in [
        creation("Other Bakery", "ORD-1", "CUST-2"),
        creation("Other Bakery", "ORD-2", "CUST-1"),
    ] {
        world.post(LIST, "", &body).await.is_error(409, 1007);
    }
}

#[tokio::test]
async fn trap_27_a_seller_too_many_and_a_cancellation_that_says_no_type() {
    let world = World::new().await;
    let mut both = creation("Harbour Bakery", "ORD-1", "CUST-1");
    both["mspId"] = ids::MSP.into();
    both["resellerId"] = ids::RESELLER.into();
    names(&world.post(LIST, "", &both).await, "resellerId");
    let mut add = addition(ids::ORDERING_ACCOUNT, &[SKU]);
    add["externalId"] = "ORD-1".into();
    world.ordered(&add).await;
    let mut untyped = cancellation(ids::ORDERING_ACCOUNT, &[SKU]);
    untyped.as_object_mut().unwrap().remove("type");
    untyped["externalId"] = "ORD-1".into();
    world.post(LIST, "", &untyped).await.is_error(409, 1007);
}
