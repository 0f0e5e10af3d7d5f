//! The traps of the contract's section 10 that concern reading and signing in, each under its number.

use axum::body::Body;
use http::{Method, StatusCode, header::HeaderValue};
use landfall_demo::ids;
use landfall_http::request_id::RequestId;
use serde_json::Value;

use crate::{
    accounts::{customer, token},
    world::{CORRELATION_ID, REQUEST_ID, World, bare, empty, keyed, now, signed},
};

const CUSTOMER: &str = "/v3/customers/9876543210";

#[tokio::test]
async fn trap_12_header_names_and_id_forms() {
    let world = World::new().await;
    let sixty_four_hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for id in [
        "12345",
        sixty_four_hex,
        "0b1d6c7e-6f0e-4d8b-9a52-3f2d5c1e7a90",
        "~!\"#$%&'()*+,-./:;<=>?@[]^_`{|}",
        &"9".repeat(128),
    ] {
        let request = bare(Method::GET, CUSTOMER)
            .header("x-api-key", "swo-app")
            .header("authorization", "Bearer demo-token")
            .header("x-correlation-id", id)
            .header("x-request-id", id);
        let answer = world.send(empty(request)).await;
        answer.good();
        answer.echoes(id, id);
    }
    for (name, value) in [
        ("Accept", "*/*"),
        ("Accept", "text/html"),
        ("Accept", ";;;"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Type", "no type at all"),
    ] {
        let request = signed(Method::GET, CUSTOMER).header(name, value);
        world.send(empty(request)).await.good();
    }
}

#[tokio::test]
async fn trap_13_request_id_on_every_answer() {
    let world = World::new().await;
    for path in [
        CUSTOMER,
        "/v3/customers/0000000000",
        "/v3/customers/9876543210/deployments?limit=0",
        "/v3/nothing",
        "/ping",
        "/partnerservice/ping",
        "/ims/token/v3",
    ] {
        let sent = world.get(path).await;
        sent.echoes(REQUEST_ID, CORRELATION_ID);
        let unsent = world.send(empty(keyed(Method::GET, path))).await;
        unsent.has_generated_request_id();
        assert!(!unsent.headers.contains_key("x-correlation-id"), "{path}");
        for header in ["X-Api-Key", "Authorization"] {
            let mut request = empty(signed(Method::GET, path));
            request.headers_mut().remove(header);
            let refused = world.send(request).await;
            refused.echoes(REQUEST_ID, CORRELATION_ID);
        }
    }
    let token = world
        .send(empty(bare(Method::POST, "/ims/token/v3?grant_type=x")))
        .await;
    token.has_generated_request_id();
}

#[tokio::test]
async fn trap_13_a_request_id_that_is_none_is_replaced() {
    let world = World::new().await;
    let long = "9".repeat(129);
    for bad in ["", " ", "a b", "tab\there", &long] {
        let request = keyed(Method::GET, CUSTOMER)
            .header("X-Correlation-Id", CORRELATION_ID)
            .header("X-Request-Id", bad);
        let answer = world.send(empty(request)).await;
        answer.good();
        answer.has_generated_request_id();
    }
    let bytes = HeaderValue::from_bytes(b"caf\xc3\xa9").unwrap();
    let request = keyed(Method::GET, CUSTOMER)
        .header("X-Correlation-Id", CORRELATION_ID)
        .header("X-Request-Id", bytes);
    world.send(empty(request)).await.has_generated_request_id();
    let twice = signed(Method::GET, CUSTOMER).header("X-Request-Id", "req-8");
    world.send(empty(twice)).await.has_generated_request_id();
}

/// The generated id is the one under which the call stands in the log.
#[tokio::test]
async fn trap_13_the_generated_id_is_the_logged_one() {
    let world = World::new().await;
    let logged = RequestId::draw();
    for path in [CUSTOMER, "/v3/nothing"] {
        let mut request = empty(keyed(Method::GET, path));
        request.extensions_mut().insert(logged);
        let answer = world.send(request).await;
        assert_eq!(answer.header("x-request-id"), logged.to_string());
    }
}

#[tokio::test]
async fn trap_14_reads_need_a_correlation_id() {
    let world = World::new().await;
    for path in [
        CUSTOMER,
        "/v3/customers/5556667778/deployments",
        "/v3/customers/5556667778/deployments/345434543",
    ] {
        let answer = world.send(empty(keyed(Method::GET, path))).await;
        answer.is_error(400, "4119", "Correlation ID is Invalid or Missing", &[]);
    }
}

#[tokio::test]
async fn trap_18_strict_schema_on_every_customer() {
    let world = World::new().await;
    let mut bare = customer("3100582296", "CH");
    bare.profile = landfall_core::model::Profile::default();
    world.put_customer(bare).await;
    for id in [
        ids::CUSTOMER_VIPMP,
        ids::CUSTOMER_ABROAD_VIPMP,
        ids::ORDERING_ACCOUNT_VIPMP,
        ids::AGENCY_VIPMP,
        ids::COMMITTED_CUSTOMER_VIPMP,
        "3100582296",
    ] {
        let customer = world.get(&format!("/v3/customers/{id}")).await.json();
        let profile = &customer["companyProfile"];
        for text in [
            &customer["externalReferenceId"],
            &customer["cotermDate"],
            &customer["creationDate"],
            &customer["status"],
            &profile["address"]["addressLine2"],
            &profile["address"]["phoneNumber"],
            &profile["address"]["region"],
            &profile["preferredLanguage"],
            &profile["marketSegment"],
        ] {
            assert!(text.is_string(), "{customer}");
        }
        assert!(customer["globalSalesEnabled"].is_boolean(), "{customer}");
        for list in [
            &customer["discounts"],
            &profile["marketSubSegments"],
            &profile["contacts"],
        ] {
            assert!(list.is_array(), "{customer}");
        }
        let members = customer.as_object().unwrap();
        for optional in ["benefits", "tags"] {
            let filled = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
            assert!(members.get(optional).is_none_or(filled), "{customer}");
        }
        let group = members.get("linkedMembership");
        assert!(group.is_none_or(Value::is_object), "{customer}");
    }
}

#[tokio::test]
async fn trap_20_details_are_an_array_of_strings_and_the_code_is_text() {
    let world = World::new().await;
    let list = "/v3/customers/5556667778/deployments";
    for (path, details) in [
        ("/v3/customers/0000000000", vec![]),
        (
            &*format!("{list}?limit=x&offset=y"),
            vec!["limit", "offset"],
        ),
        (&format!("{list}?offset=10"), vec!["offset"]),
    ] {
        let answer = world.get(path).await;
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(error["code"].is_string());
        assert_eq!(error["additionalDetails"], Value::from(details));
        assert_eq!(error.as_object().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn trap_25_credentials_in_their_order_and_nothing_remembered() {
    let world = World::new().await;
    let mut no_key = empty(signed(Method::GET, CUSTOMER));
    no_key.headers_mut().remove("X-Api-Key");
    let no_key = world.send(no_key).await;
    no_key.is_error(403, "4115", "API key is invalid or missing", &[]);

    let mut no_token = empty(signed(Method::GET, CUSTOMER));
    no_token.headers_mut().remove("Authorization");
    let no_token = world.send(no_token).await;
    no_token.is_error(403, "4117", "Authorization token is missing", &[]);

    let client = world.demo_client().await;
    let a_day_ago = now().plus(-86_400);
    world
        .put_token(token(&client, "ended-now", a_day_ago))
        .await;
    world
        .put_token(token(&client, "ends-in-a-second", a_day_ago.plus(1)))
        .await;
    for (text, status) in [
        ("ended-now", StatusCode::UNAUTHORIZED),
        ("ends-in-a-second", StatusCode::OK),
    ] {
        let mut request = empty(signed(Method::GET, CUSTOMER));
        let header = HeaderValue::from_str(&format!("Bearer {text}")).unwrap();
        request.headers_mut().insert("Authorization", header);
        let answer = world.send(request).await;
        assert_eq!(answer.status, status, "{text}");
        if status == StatusCode::UNAUTHORIZED {
            answer.is_error(401, "4116", "Authorization token is invalid", &[]);
        }
    }
    let executed = world.get(CUSTOMER).await;
    executed.good();
    assert!(!executed.headers.contains_key("landfall-idempotent-replay"));
}

/// The reading half of trap 8: a GET is live whatever was called with its ids before.
#[tokio::test]
async fn trap_8_the_same_ids_on_another_path() {
    let world = World::new().await;
    for path in [
        CUSTOMER,
        "/v3/customers/5556667778",
        CUSTOMER,
        "/v3/customers/5556667778/deployments",
    ] {
        world.get(path).await.good();
    }
    let group = "This is the Group Created for 1005513636";
    assert!(world.get(CUSTOMER).await.good().contains(group));
    let late = customer("3100582297", "DE");
    let path = "/v3/customers/3100582297";
    let before = world.get(path).await;
    before.is_error(404, "1116", "Invalid Customer", &[]);
    world.put_customer(late).await;
    world.get(path).await.good();
}

#[tokio::test]
async fn trap_35_one_id_for_two_types_and_the_forms_of_times() {
    let world = World::new().await;
    // The reseller of that number has a customer of the same number, and the customer names the reseller.
    let same = world.get("/v3/customers/5556667778").await.json();
    assert_eq!(same["customerId"], "5556667778");
    assert_eq!(same["resellerId"], "5556667778");

    let customer = world.get(CUSTOMER).await.json();
    let group_time = customer["linkedMembership"]["creationDate"].as_str();
    assert_eq!(group_time, Some("2024-07-17T03:47:35"));
    assert_eq!(customer["creationDate"], "2019-05-02T22:49:52Z");
    let list = world.get("/v3/customers/5556667778/deployments").await;
    for deployment in list.json()["items"].as_array().unwrap() {
        let time = deployment["creationDate"].as_str().unwrap();
        assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
    }
}

/// A body on a GET is nobody's business.
#[tokio::test]
async fn a_body_is_not_looked_at() {
    let world = World::new().await;
    let request = signed(Method::GET, CUSTOMER).header("Content-Length", "9");
    let answer = world.send(request.body(Body::from("{nonsense")).unwrap());
    answer.await.good();
}
