//! A fulfillment by its id (metallic contract, sections 6 and 11).

use http::Method;
use landfall_core::model::{
    Failure,
    FulfillmentAction::{AddService, CreateAccount},
    FulfillmentDetail,
    FulfillmentStatus::{Cancelled, Complete, Failed, InProgress, Pending},
};
use landfall_demo::ids;

use crate::support::{LIST, World, minified, order};

const MADE_BY: &str = "08d706b1-9962-44f9-9a6e-a35cb87ac4d1";

#[tokio::test]
async fn a_complete_one_with_its_request() {
    let world = World::new().await;
    let answer = world.get(&format!("{LIST}/{MADE_BY}")).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    let golden = include_str!("../golden/fulfillment.json");
    assert_eq!(answer.body, minified(golden));
}

#[tokio::test]
async fn the_request_keeps_its_members_order_and_the_text_of_its_numbers() {
    let world = World::new().await;
    let request = r#"{"z":1.0,"a":[1e2,10000000000000000000000.10],"z":"\u00fc\/","unknown":{"b":null,"a":true}}"#;
    let row = order(1, AddService, Pending, 0);
    let request_text = request.to_owned();
    world
        .insert(vec![FulfillmentDetail {
            request: request_text,
            ..row
        }])
        .await;
    let answer = world
        .get(&format!("{LIST}/00000000-0000-0000-0000-000000000001"))
        .await;
    let end = format!(r#""requestData":{request}}}}}"#);
    assert!(answer.body.ends_with(&end), "{}", answer.body);
}

#[tokio::test]
async fn trap_13_a_failed_one_says_why_and_only_here() {
    let world = World::new().await;
    let failed = world
        .get(&format!("{LIST}/f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a06"))
        .await;
    let golden = include_str!("../golden/fulfillment_failed.json");
    assert_eq!(failed.body, minified(golden));
    assert!(failed.json()["data"]["failure"]["code"].is_u64());
    // What is not in that status shows no failure, whatever the record says.
    let failure = Some(Failure {
        code: 2004,
        message: "refused at the target".to_owned(),
    });
    let rows = [Pending, InProgress, Complete, Cancelled];
    let rows = (1..).zip(rows).map(|(number, status)| FulfillmentDetail {
        failure: failure.clone(),
        ..order(number, AddService, status, 0)
    });
    world.insert(rows.collect()).await;
    for number in 1..=4 {
        let path = format!("{LIST}/00000000-0000-0000-0000-00000000000{number}");
        let answer = world.get(&path).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.body.contains("failure"), "{}", answer.body);
    }
}

#[tokio::test]
async fn trap_10_when_a_fulfillment_names_its_account() {
    let world = World::new().await;
    world
        .insert(vec![
            order(4, CreateAccount, Pending, 4),
            order(3, CreateAccount, Complete, 3),
            order(2, CreateAccount, Failed, 2),
            order(1, AddService, Pending, 1),
        ])
        .await;
    for (number, named) in [(4, false), (3, true), (2, false), (1, true)] {
        let path = format!("{LIST}/00000000-0000-0000-0000-00000000000{number}");
        let answer = world.get(&path).await;
        assert_eq!(answer.body.contains("accountId"), named, "{}", answer.body);
        assert!(!answer.body.contains("null"), "{}", answer.body);
    }
}

#[tokio::test]
async fn trap_12_every_time_has_one_form() {
    let world = World::new().await;
    for path in [
        LIST.to_owned(),
        format!("{LIST}/{MADE_BY}"),
        "/api/v1/partner/accounts?pageSize=1000".to_owned(),
        format!("/api/v1/partner/resellers/{}", ids::RESELLER),
    ] {
        let json = world.get(&path).await.json();
        let mut times = 0;
        let mut open = vec![&json];
        while let Some(value) = open.pop() {
            if let Some(list) = value.as_array() {
                open.extend(list);
            }
            for (name, value) in value.as_object().into_iter().flatten() {
                if name.ends_with("Ts") || name.ends_with("Date") {
                    let time = value.as_str().unwrap();
                    let form: String = time
                        .chars()
                        .map(|c| if c.is_ascii_digit() { '0' } else { c })
                        .collect();
                    assert_eq!(form, "0000-00-00T00:00:00", "{path}: {name}");
                    times += 1;
                }
                open.push(value);
            }
        }
        assert!(times >= 2, "{path}");
    }
}

#[tokio::test]
async fn trap_14_ids_in_either_case_and_those_that_are_none() {
    let world = World::new().await;
    let mut foreign = order(1, AddService, Pending, 0);
    foreign.fulfillment.seller = ids::organization(ids::HOUSE_RESELLER);
    world.insert(vec![foreign]).await;
    let lower = world.get(&format!("{LIST}/{MADE_BY}")).await;
    let upper = world
        .get(&format!("{LIST}/{}", MADE_BY.to_uppercase()))
        .await;
    assert_eq!((upper.status, &upper), (200, &lower));
    let absent = world
        .get(&format!("{LIST}/00000000-0000-0000-0000-0000000000ff"))
        .await;
    absent.is_error(404, 1006);
    for id in [
        "abc",
        "00000000-0000-0000-0000-000000000001",
        "08d706b1996244f99a6ea35cb87ac4d1",
        "%7B08d706b1-9962-44f9-9a6e-a35cb87ac4d1%7D",
        "urn:uuid:08d706b1-9962-44f9-9a6e-a35cb87ac4d1",
        "08d706b1-9962-44f9-9a6e-a35cb87ac4d1%00",
        "%FF",
        "%zz",
        "..",
        "%2e%2e",
        &"0".repeat(5_000),
        // An account's.
        ids::ORDERING_ACCOUNT,
    ] {
        let answer = world.get(&format!("{LIST}/{id}")).await;
        assert_eq!(answer, absent, "{id}");
    }
    // An escape is decoded before the id is read.
    let escaped = world.get(&format!("{LIST}/%30{}", &MADE_BY[1..])).await;
    assert_eq!(escaped, lower);
}

/// A request that is no JSON any more is a fault of ours.
#[tokio::test]
async fn code_1099_a_request_that_cannot_be_read() {
    let world = World::new().await;
    let row = order(1, AddService, Pending, 0);
    let request = "{".to_owned();
    world
        .insert(vec![FulfillmentDetail { request, ..row }])
        .await;
    let path = format!("{LIST}/00000000-0000-0000-0000-000000000001");
    world.get(&path).await.is_error(500, 1099);
    assert_eq!(
        world.call(Method::GET, LIST, "demo-token").await.status,
        200
    );
}
