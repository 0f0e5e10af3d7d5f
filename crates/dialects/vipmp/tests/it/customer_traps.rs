//! The traps of the contract's section 10 about writing customers, each under its number, as far as they need customers.

use std::sync::Arc;

use axum::body::Body;
use futures_util::future::join_all;
use http::Method;
use landfall_core::model::Status;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    accounts::customer,
    customer_writes::commitment,
    world::{Answer, World, bare},
    writing::{CUSTOMER, CUSTOMERS, nordwind, nordwind_but},
};

/// The hash of a payload, as clients make correlation ids of it.
fn hashed(body: &Value) -> String {
    let hash = landfall_control::secret::hash(body.to_string().as_bytes());
    let digits = hash.map(|byte| format!("{byte:02x}"));
    digits.concat()
}

#[tokio::test]
async fn trap_03_the_same_payload_under_its_hash() {
    let world = World::new().await;
    let id = hashed(&nordwind());
    assert_eq!(id.len(), 64);
    let first = world.post(CUSTOMERS, &id, &nordwind()).await;
    let second = world.post(CUSTOMERS, &id, &nordwind()).await;
    assert_eq!(first.object(201), second.object(201));
    assert!(!first.is_replay() && second.is_replay());
    assert_eq!(world.events("organization.created").await, 1);
}

#[tokio::test]
async fn trap_04_a_corrected_body_under_the_old_correlation_id() {
    let world = World::new().await;
    let wrong = nordwind_but(&[("/companyProfile/companyName", json!("x"))]);
    let first = world.post(CUSTOMERS, "c1", &wrong).await;
    first.has_code("1117", &["companyProfile.companyName"]);
    let second = world.post(CUSTOMERS, "c1", &nordwind()).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    assert!(second.is_replay());
    world.post(CUSTOMERS, "c2", &nordwind()).await.object(201);
}

#[tokio::test]
async fn trap_05_a_commitment_asked_for_while_pending() {
    let world = World::new().await;
    let made = world.post(CUSTOMERS, "c1", &nordwind()).await.object(201);
    let path = made["links"]["self"]["uri"].as_str().unwrap();
    let mut body = json!({ "companyProfile": made["companyProfile"] });
    body["benefits"] = commitment(&json!([{ "offerType": "LICENSE", "quantity": 25 }]));
    let id = hashed(&body);
    let first = world.patch(path, &id, &body).await;
    let message = "Account cannot be updated while status is pending or blocked";
    first.is_error(400, "1125", message, &[]);
    world.control.look_after_pending().await.unwrap();
    let second = world.patch(path, &id, &body).await;
    assert_eq!(second.body, first.body);
    assert!(second.is_replay());
    world.patch(path, "another", &body).await.object(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trap_09_fifty_equal_posts_at_a_time() {
    let world = Arc::new(World::new().await);
    let posts = (0..50).map(|_| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.post(CUSTOMERS, "same", &nordwind()).await })
    });
    let answers: Vec<Answer> = join_all(posts)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    answers[0].object(201);
    assert_eq!(
        answers.iter().filter(|answer| answer.is_replay()).count(),
        49
    );
    assert_eq!(world.events("organization.created").await, 1);
}

#[tokio::test]
async fn trap_18_every_customer_has_its_members() {
    let world = World::new().await;
    let mut all = vec![world.customer("c1", &nordwind()).await];
    let listed = world
        .get("/v3/resellers/5556667778/customers?limit=50")
        .await
        .json();
    for account in listed["accounts"].as_array().unwrap() {
        all.push(account["links"]["self"]["uri"].as_str().unwrap().to_owned());
    }
    assert!(all.len() > 3);
    for path in all {
        let it = world.get(&path).await.json();
        for text in [
            "/externalReferenceId",
            "/cotermDate",
            "/companyProfile/address/addressLine2",
        ] {
            assert!(it.pointer(text).unwrap().is_string(), "{path} {text}");
        }
        assert!(it["globalSalesEnabled"].is_boolean() && it["discounts"].is_array());
        for (name, filled) in [
            ("benefits", Value::is_array as fn(&Value) -> bool),
            ("tags", Value::is_array),
            ("linkedMembership", Value::is_object),
        ] {
            assert!(it.get(name).is_none_or(filled), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn trap_32_a_known_address_with_another_name() {
    let world = World::new().await;
    world.customer("c1", &nordwind()).await;
    let other = nordwind_but(&[
        ("/companyProfile/companyName", json!("Nordwind Holz GmbH")),
        (
            "/companyProfile/contacts",
            json!([
                { "firstName": "Ole", "lastName": "Kai", "email": "ole@nordwind.example" },
                { "firstName": "Helena", "lastName": "Brand", "email": "LENA@nordwind.example" },
            ]),
        ),
    ]);
    let names = |customer: &Value| {
        let contacts = customer["companyProfile"]["contacts"].as_array().unwrap();
        let names = contacts.iter().map(|contact| contact["firstName"].as_str());
        names
            .map(|name| name.unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let made = world.post(CUSTOMERS, "c2", &other).await.object(201);
    assert_eq!(names(&made), ["Ole", "Helena"]);
    let path = made["links"]["self"]["uri"].as_str().unwrap();
    let shown = world.get(path).await.json();
    assert_eq!(names(&shown), ["Ole", "Lena"]);
    assert_eq!(shown["companyProfile"]["contacts"][1]["lastName"], "Brandt");
    // A contact behind the first is known as well; below another reseller nobody is.
    let third = nordwind_but(&[
        ("/companyProfile/companyName", json!("Nordwind Kork GmbH")),
        ("/companyProfile/contacts/0/firstName", json!("Somebody")),
        (
            "/companyProfile/contacts/0/email",
            json!("ole@nordwind.example"),
        ),
    ]);
    let path = world.customer("c3", &third).await;
    assert_eq!(names(&world.get(&path).await.json()), ["Ole"]);
    let mut elsewhere = third;
    elsewhere["resellerId"] = json!(ids::MSP_VIPMP);
    let path = world.customer("c4", &elsewhere).await;
    assert_eq!(names(&world.get(&path).await.json()), ["Somebody"]);
    // A change shows the known name at once.
    let mut shown = world.get(CUSTOMER).await.json();
    shown["companyProfile"]["contacts"] = other["companyProfile"]["contacts"].clone();
    let changed = world.patch(CUSTOMER, "c5", &shown).await.object(200);
    assert_eq!(names(&changed), ["Ole", "Lena"]);
}

async fn as_house(world: &World, method: Method, path: &str, body: &Value) -> Answer {
    let request = bare(method, path)
        .header("X-Api-Key", "house")
        .header("Authorization", "Bearer house-token")
        .header("X-Correlation-Id", "same");
    world
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

#[tokio::test]
async fn trap_33_a_stranger_s_writes_are_answered_like_those_of_nothing() {
    let world = World::new().await;
    world.put_customer(customer("9300000001", "DE")).await;
    let house = Some(ids::organization(ids::HOUSE_RESELLER));
    world.put_client("house", house, "house-token").await;
    let shown = world.get("/v3/customers/9300000001").await.json();
    let enroll = format!("/linked_membership/enroll/{}", ids::AGENCY_GROUP);
    for (method, below, body) in [
        (Method::PATCH, "", shown),
        (Method::PATCH, "", json!({})),
        (Method::POST, enroll.as_str(), json!({})),
    ] {
        let path = |id: &str| format!("/v3/customers/{id}{below}");
        let hidden = as_house(&world, method.clone(), &path("9300000001"), &body).await;
        let absent = as_house(&world, method, &path("0000000000"), &body).await;
        hidden.is_error(404, "1116", "Invalid Customer", &[]);
        assert_eq!(hidden.body, absent.body);
        assert_eq!(hidden.is_replay(), absent.is_replay());
    }
    let reseller = as_house(
        &world,
        Method::PATCH,
        "/v3/resellers/5556667778",
        &json!({}),
    )
    .await;
    reseller.is_error(404, "1115", "Invalid Reseller", &[]);
    let below = as_house(&world, Method::POST, CUSTOMERS, &nordwind()).await;
    below.is_error(404, "1115", "Invalid Reseller", &[]);
}

#[tokio::test]
async fn an_inactive_customer_stays_so_when_it_is_changed() {
    let world = World::new().await;
    let path = world.customer("c1", &nordwind()).await;
    world
        .put_in_status(ids::CUSTOMER_ABROAD, Status::Inactive)
        .await;
    let mut shown = world.get(CUSTOMER).await.json();
    shown["externalReferenceId"] = json!("new");
    let changed = world.patch(CUSTOMER, "c2", &shown).await.object(200);
    assert_eq!(changed["status"], "1004");
    world.control.look_after_pending().await.unwrap();
    assert_eq!(world.get(CUSTOMER).await.json()["status"], "1004");
    assert_eq!(world.get(&path).await.json()["status"], "1000");
}
