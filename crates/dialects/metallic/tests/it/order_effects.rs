//! What orders do to the shared record (metallic contract, sections 4, 5 and 7).

use landfall_core::model::Status;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{LIST, World, addition, cancellation, creation, minified};

const OTHER: &str = "MTSP-STREXP-TB";
const SKU: &str = "MTSP-M365E-USR";

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The SKUs of an account's active lines.
fn skus(account: &Value) -> Vec<String> {
    let lines = account["services"].as_array().unwrap();
    lines.iter().map(|line| text(&line["sku"])).collect()
}

/// The events of a fulfillment, in order.
async fn events(world: &World, id: &str) -> Vec<String> {
    let all = world.loaded.store.events(0, 10_000).await.unwrap();
    let mine = all.into_iter().filter(|event| event.resource_id == id);
    mine.map(|event| event.kind).collect()
}

#[tokio::test]
async fn the_example_of_the_contract_becomes_a_customer() {
    let world = World::new().await;
    let body = creation("Harbour Bakery", "ORD-7001", "CUST-88");
    let sent = body.to_string();
    let answer = world.post_text(LIST, "", &sent).await;
    assert_eq!(answer.status, 202);
    let id = text(&answer.json()["data"]["id"]);
    let expected = format!(
        r#"{{"data":{{"id":"{id}","insertTs":"2021-11-08T08:00:00","updateTs":"2021-11-08T08:00:00","status":"pending","externalAccountId":"CUST-88","type":"msp_create_account","userId":"swo-app"}}}}"#
    );
    assert_eq!(answer.body, minified(&expected));
    assert_eq!(
        answer.header("location"),
        Some(format!("{LIST}/{id}").as_str())
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    world.clock.advance(36);
    world.work().await;
    let order = world.fulfillment(&id).await;
    assert_eq!(
        (&order["status"], &order["updateTs"]),
        (&json!("complete"), &json!("2021-11-08T08:00:36"))
    );
    let shown = world.get(&format!("{LIST}/{id}")).await.body;
    assert!(
        shown.contains(&format!(r#""requestData":{sent}"#)),
        "{shown}"
    );
    let account = text(&order["accountId"]);
    let answer = world
        .get(&format!("/api/v1/partner/accounts/{account}"))
        .await;
    let expected = format!(
        r#"{{"data":{{"id":"{account}","insertTs":"2021-11-08T08:00:36","updateTs":"2021-11-08T08:00:36","externalId":"CUST-88","name":"Harbour Bakery","website":"harbour.example","provisionCountry":"DE","status":"active","type":"Production","contacts":[{{"email":"it@harbour.example","firstName":"Ida","lastName":"Brandt","address":{{"addressLine1":"Kai 3","city":"Kiel","country":"DE","postalCode":"24103"}},"type":"admin"}}],"services":[{{"sku":"MTSP-M365E-USR","quantity":40,"orderDate":"2021-11-08T08:00:00","serviceType":"paid"}}]}}}}"#
    );
    assert_eq!(answer.body, expected);
    assert_eq!(
        events(&world, &id).await,
        [
            "fulfillment.submitted",
            "fulfillment.started",
            "fulfillment.completed"
        ]
    );
    assert_eq!(events(&world, &account).await, ["organization.created"]);
}

/// A row of the list that is followed through its life.
#[tokio::test]
async fn trap_10_a_creation_names_its_account_once_it_is_complete() {
    let world = World::new().await;
    let id = world
        .submitted(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    let row = async || {
        let list = world.list("sort=desc:insertTs&pageSize=1").await.json();
        let row = list["data"][0].clone();
        assert_eq!(row["id"], json!(id));
        row
    };
    assert_eq!(row().await.get("accountId"), None);
    world.work().await;
    assert!(row().await["accountId"].is_string());
    let add = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    assert_eq!(
        world.fulfillment(&add).await["accountId"],
        json!(ids::ORDERING_ACCOUNT)
    );
}

#[tokio::test]
async fn trap_19_cancelling_by_order_and_by_sku() {
    let world = World::new().await;
    let mut first = creation("Harbour Bakery", "ORD-1", "CUST-1");
    first["service"]["skus"] = json!([{ "sku": SKU }, { "sku": OTHER }]);
    let account = text(&world.ordered(&first).await["accountId"]);
    let mut second = addition(&account, &[SKU, OTHER]);
    second["externalId"] = "ORD-2".into();
    world.clock.advance(1);
    world.ordered(&second).await;
    let mut elsewhere = addition(ids::ORDERING_ACCOUNT, &[SKU]);
    elsewhere["externalId"] = "ORD-3".into();
    world.ordered(&elsewhere).await;
    assert_eq!(
        skus(&world.account(&account).await),
        [SKU, OTHER, SKU, OTHER]
    );
    let named = |name: &str| {
        let mut order = cancellation(&account, &[SKU]);
        order["externalId"] = name.into();
        order
    };
    // Of another account's order, and of nothing.
    for name in ["ORD-3", "ORD-9"] {
        world.post(LIST, "", &named(name)).await.is_error(400, 1009);
    }
    world.clock.advance(1);
    let ended = world.ordered(&named("ORD-2")).await;
    assert_eq!(ended["status"], json!("complete"));
    let left = world.account(&account).await;
    assert_eq!(skus(&left), [SKU, OTHER, OTHER]);
    assert_eq!(left["updateTs"], json!("2021-11-08T08:00:02"));
    // That order's lines of the SKU have ended.
    world
        .post(LIST, "", &named("ORD-2"))
        .await
        .is_error(409, 1008);
    // Without a name all lines of the SKUs end.
    world.ordered(&cancellation(&account, &[SKU, OTHER])).await;
    assert_eq!(skus(&world.account(&account).await), [""; 0]);
    let none = world.post(LIST, "", &cancellation(&account, &[SKU])).await;
    none.is_error(409, 1008);
}

#[tokio::test]
async fn trap_20_deactivated_with_options_and_active_again_without() {
    let world = World::new().await;
    let made = world
        .ordered(&creation("Harbour Bakery", "ORD-1", "CUST-1"))
        .await;
    let account = text(&made["accountId"]);
    let status = async || {
        let id = account.parse().unwrap();
        let view = landfall_core::model::View::whole(ids::tenant());
        let found = world.loaded.store.organization(&view, id).await.unwrap();
        found.unwrap().status
    };
    world.ordered(&cancellation(&account, &[SKU])).await;
    let found = world.account(&account).await;
    assert_eq!(
        (&found["status"], &found["deactivatedOptions"]),
        (
            &json!("deactivated"),
            &json!({ "disableLogin": false, "disableBackup": true, "disableRestore": false })
        )
    );
    // It has no deployment either, so the customer is out of use everywhere.
    assert_eq!(status().await, Status::Inactive);
    world.ordered(&addition(&account, &[SKU])).await;
    let found = world.account(&account).await;
    assert_eq!(
        (&found["status"], found.get("deactivatedOptions")),
        (&json!("active"), None)
    );
    assert_eq!(status().await, Status::Active);
    assert_eq!(
        events(&world, &account).await,
        [
            "organization.created",
            "organization.deactivated",
            "organization.activated"
        ]
    );
}

#[tokio::test]
async fn an_order_fails_when_what_it_needs_has_gone_meanwhile() {
    let world = World::new().await;
    let mut gone = addition(ids::ORDERING_ACCOUNT, &["MTSP-K8S-BKP"]);
    gone["externalId"] = "ORD-1".into();
    let id = world.submitted(&gone).await;
    let view = ids::tenant();
    let offer = world.loaded.store.offer(&view, "MTSP-K8S-BKP").await;
    let mut offer = offer.unwrap().unwrap();
    offer.offered = false;
    world
        .write(vec![offer], |transaction, offer| {
            Box::pin(async move { transaction.put_offer(offer).await })
        })
        .await;
    world.work().await;
    let order = world.fulfillment(&id).await;
    assert_eq!(
        (&order["status"], &order["failure"]["code"]),
        (&json!("failed"), &json!(2001))
    );
    // Two cancellations of one line: the second finds none left.
    let made = world
        .ordered(&addition(ids::ORDERING_ACCOUNT, &[OTHER]))
        .await;
    assert_eq!(made["status"], json!("complete"));
    let ends = [
        world
            .submitted(&cancellation(ids::ORDERING_ACCOUNT, &[OTHER]))
            .await,
        world
            .submitted(&cancellation(ids::ORDERING_ACCOUNT, &[OTHER]))
            .await,
    ];
    world.work().await;
    let first = world.fulfillment(&ends[0]).await;
    let second = world.fulfillment(&ends[1]).await;
    assert_eq!(
        (
            &first["status"],
            &second["status"],
            &second["failure"]["code"]
        ),
        (&json!("complete"), &json!("failed"), &json!(2003))
    );
    // The name of what failed is free again.
    gone["service"]["skus"][0]["sku"] = OTHER.into();
    assert_eq!(world.post(LIST, "", &gone).await.status, 202);
}

#[tokio::test]
async fn an_account_that_was_closed_meanwhile_gets_nothing() {
    let world = World::new().await;
    let id = world
        .submitted(&addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    let account = ids::organization(ids::ORDERING_ACCOUNT);
    let now = landfall_control::Clock::now(world.clock.as_ref());
    world
        .write(vec![account], move |transaction, account| {
            Box::pin(async move {
                let closed = transaction.set_organization_status(*account, Status::Blocked, now);
                closed.await.map(|_| ())
            })
        })
        .await;
    world.work().await;
    let order = world.fulfillment(&id).await;
    assert_eq!(order["failure"]["code"], json!(2002));
    let again = world
        .post(LIST, "", &addition(ids::ORDERING_ACCOUNT, &[SKU]))
        .await;
    again.is_error(409, 1008);
}

#[tokio::test]
async fn a_trial_is_shown_with_its_end() {
    let world = World::new().await;
    let mut order = creation("Harbour Bakery", "ORD-1", "CUST-1");
    order["service"]["skus"] = json!([
        { "sku": SKU, "serviceType": "trial" },
        { "sku": OTHER, "serviceType": "trial", "trialEndDate": "2021-11-20" },
    ]);
    let account = text(&world.ordered(&order).await["accountId"]);
    let account = world.account(&account).await;
    let ends: Vec<_> = account["services"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| text(&line["trialEndDate"]))
        .collect();
    assert!(ends.contains(&"2021-12-08T08:00:00".to_owned()), "{ends:?}");
    assert!(ends.contains(&"2021-11-20T23:59:59".to_owned()), "{ends:?}");
}
