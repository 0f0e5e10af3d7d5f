//! Who may ask for a status, and that strangers see what everyone sees (rulesv4 contract, sections 2 and 3).

use axum::body::Body;
use http::{HeaderValue, Method, Request, header::AUTHORIZATION};
use landfall_control::Clock;
use landfall_core::model::{
    DeployState::Submitted, Environment::Production, Platform::Adn, TokenFamily, TokenSlot,
};
use landfall_demo::ids;

use crate::support::{STATUS, World, customer, request};

const DENIED: &str = r#"{ "Message" : "Access Denied" }"#;
const NO_ACCOUNT: &str = r#"{"Message":"Invalid account number"}"#;
const NO_REQUEST: &str = r#"{"Message":"Invalid deploy request ID"}"#;

#[tokio::test]
async fn both_forms_and_any_case_of_the_token_open() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    assert_eq!(golden.status, 200);
    for token in [
        "TOK: 12345678-1234-1234-1234-1234567890ab",
        "tok:12345678-1234-1234-1234-1234567890AB",
        "Tok: 12345678-1234-1234-1234-1234567890aB",
    ] {
        let answer = world
            .call(Method::GET, STATUS, &[("Authorization", token)])
            .await;
        assert_eq!(answer, golden, "{token}");
    }
}

#[tokio::test]
async fn without_a_good_token_access_is_denied_and_nothing_told() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    for path in [
        STATUS,
        "/v2/mcc/customers/0001/rulesv4/123455/status",
        "/v2/mcc/customers/0002/rulesv4/1/status",
        "/v2/mcc/customers/%FF/rulesv4/abc/status",
    ] {
        world.call(Method::GET, path, &[]).await.is(403, DENIED);
        for token in [
            "",
            "TOK:",
            "TOK",
            "TOK:12345678-1234-1234-1234-1234567890ac",
            "12345678-1234-1234-1234-1234567890ab",
            "Bearer 12345678-1234-1234-1234-1234567890ab",
            "TOK 12345678-1234-1234-1234-1234567890ab",
            "TOK:demo-token",
            "Basic c3dvLWFwcDpkZW1vLXNlY3JldA==",
            &bearer,
            &bearer.replace("Bearer ", "TOK:"),
        ] {
            let headers = [("authorization", token)];
            world
                .call(Method::GET, path, &headers)
                .await
                .is(403, DENIED);
        }
    }
    let mut twice = Request::get(STATUS).body(Body::empty()).unwrap();
    let good = HeaderValue::from_static("TOK:12345678-1234-1234-1234-1234567890ab");
    twice.headers_mut().append(AUTHORIZATION, good.clone());
    twice.headers_mut().append(AUTHORIZATION, good);
    world.send(twice).await.is(403, DENIED);
    let mut odd = Request::get(STATUS).body(Body::empty()).unwrap();
    let bytes = HeaderValue::from_bytes(b"TOK:\xFF").unwrap();
    odd.headers_mut().insert(AUTHORIZATION, bytes);
    world.send(odd).await.is(403, DENIED);
    let headers = [("accept", "application/xml")];
    let xml = world.call(Method::GET, STATUS, &headers).await;
    let expected = "<Error><Message>Access Denied</Message></Error>";
    assert_eq!((xml.status, xml.body.as_str()), (403, expected));
}

#[tokio::test]
async fn a_credential_of_one_family_does_not_open_the_other() {
    let world = World::new().await;
    let rules = "/rules-engine/v1.1/policies";
    let refused = world.call(Method::GET, rules, &[]).await;
    assert_eq!(refused.status, 401);
    for token in [
        "TOK:12345678-1234-1234-1234-1234567890ab",
        "Bearer 12345678-1234-1234-1234-1234567890ab",
        "Bearer demo-token",
    ] {
        let headers = [("authorization", token)];
        assert_eq!(world.call(Method::GET, rules, &headers).await, refused);
    }
    let bearer = format!("Bearer {}", world.bearer().await);
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(world.call(Method::GET, rules, &headers).await.status, 200);
    world
        .call(Method::GET, STATUS, &headers)
        .await
        .is(403, DENIED);
}

#[tokio::test]
async fn accounts_that_are_malformed_unknown_or_not_the_token_s_are_one() {
    let world = World::new().await;
    for account in [
        "",
        "0002",
        "0003",
        "0009",
        "001",
        "00001",
        "1",
        "abc",
        "G001",
        "%30%30%30",
        "000%00",
        "%FF",
        "-001",
        "%C3%A9",
        "00000000000000000000000000000001",
        "0001%20",
        "0001%2F",
    ] {
        for id in ["123456", "123454", "abc"] {
            let path = format!("/v2/mcc/customers/{account}/rulesv4/{id}/status");
            world.get(&path).await.is(400, NO_ACCOUNT);
        }
    }
    let escaped = "/v2/mcc/customers/%30001/rulesv4/123456/status";
    assert_eq!(world.get(escaped).await.status, 200);
}

#[tokio::test]
async fn requests_that_are_no_number_unknown_or_another_account_s_are_one() {
    let world = World::new().await;
    for id in [
        "",
        "999999",
        "123454",
        "0",
        "abc",
        "-1",
        "+123456",
        "123456.0",
        "1e5",
        "0x1E240",
        "%FF",
        "123456%00",
        "%20123456",
        "9007199254740993",
        "99999999999999999999999999",
        "%EF%BC%91",
    ] {
        world.status(id).await.is(400, NO_REQUEST);
    }
    let answer = world
        .call(
            Method::GET,
            "/v2/mcc/customers/0001/rulesv4/999999/status",
            &[
                ("authorization", "TOK:12345678-1234-1234-1234-1234567890ab"),
                ("accept", "text/xml"),
            ],
        )
        .await;
    let expected = "<Error><Message>Invalid deploy request ID</Message></Error>";
    assert_eq!((answer.status, answer.body.as_str()), (400, expected));
}

#[tokio::test]
async fn account_numbers_have_no_case_but_leading_zeros() {
    let world = World::new().await;
    let customer = customer(1, "00C1B6");
    let token = world.rest_token("its-token", customer.id, TokenSlot::Backup);
    let (policy, request) = request(200, customer.id, Adn, (Production, Submitted));
    world
        .write(
            vec![(customer, token, policy, request)],
            |transaction, (customer, token, policy, request)| {
                Box::pin(async move {
                    transaction.insert_organization(customer).await?;
                    transaction.insert_token(token).await?;
                    transaction.insert_policy(policy).await?;
                    transaction.insert_deploy_request(request).await
                })
            },
        )
        .await;
    let status = async |account: &str, id: u64| {
        let path = format!("/v2/mcc/customers/{account}/rulesv4/{id}/status");
        world
            .call(Method::GET, &path, &[("authorization", "TOK:its-token")])
            .await
    };
    for account in ["00C1B6", "00c1b6", "00C1b6"] {
        let answer = status(account, 200).await;
        answer.is(200, r#"{ "Status": "New", "Percent_propagated": 0 }"#);
        status(account, 123_456).await.is(400, NO_REQUEST);
    }
    for account in ["C1B6", "0C1B6", "000C1B6", "49590", "0001"] {
        status(account, 200).await.is(400, NO_ACCOUNT);
    }
}

#[tokio::test]
async fn rotating_one_token_leaves_the_other() {
    let world = World::new().await;
    let account = ids::organization(ids::CUSTOMER);
    let backup = world.rest_token("backup-token", account, TokenSlot::Backup);
    world
        .write(vec![backup], |transaction, token| {
            Box::pin(async move { transaction.insert_token(token).await })
        })
        .await;
    let with_backup = [("authorization", "TOK:backup-token")];
    let golden = world.get(STATUS).await;
    assert_eq!(world.call(Method::GET, STATUS, &with_backup).await, golden);
    let at = world.clock.now();
    world
        .write(vec![at], |transaction, at| {
            Box::pin(async move {
                transaction
                    .revoke_slot(ids::ACCOUNT_USER, TokenSlot::Primary, *at)
                    .await
            })
        })
        .await;
    // Written behind the back of the use cases; a looked-up token is believed for half a second.
    world.clock.advance(1);
    world.get(STATUS).await.is(403, DENIED);
    assert_eq!(world.call(Method::GET, STATUS, &with_backup).await, golden);
}

#[tokio::test]
async fn a_token_is_of_its_family_in_the_record_too() {
    let world = World::new().await;
    let bearer = world.bearer().await;
    assert!(world.control.rest_token(&bearer).await.unwrap().is_none());
    for family in [
        TokenFamily::Vipmp,
        TokenFamily::Metallic,
        TokenFamily::Native,
    ] {
        assert!(
            world
                .control
                .bearer(family, &bearer)
                .await
                .unwrap()
                .is_none()
        );
    }
}
