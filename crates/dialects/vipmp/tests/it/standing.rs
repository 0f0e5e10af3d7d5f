//! Customers that were ordered turn inactive when nothing of them is in use any more: the contract's sections 6 and 8.

use landfall_core::{
    id::{FulfillmentId, SubscriptionId},
    model::{
        Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentKind, FulfillmentStatus,
        Organization, SellerKind, Service, Status, Subscription,
    },
};
use landfall_demo::ids;
use serde_json::json;
use uuid::Uuid;

use crate::{
    accounts::{customer, deployment, time},
    world::{World, now},
};

const ORDERED: &str = "/v3/customers/9300000001";

/// The order that made a customer.
fn order(account: &Organization) -> FulfillmentDetail {
    FulfillmentDetail {
        fulfillment: Fulfillment {
            id: FulfillmentId(Uuid::from_u128(9_300)),
            tenant: ids::tenant(),
            seller: ids::organization(ids::RESELLER),
            kind: FulfillmentKind {
                seller: SellerKind::Reseller,
                action: FulfillmentAction::CreateAccount,
            },
            status: FulfillmentStatus::Complete,
            account: Some(account.id),
            external_account_id: None,
            user: "swo-app".to_owned(),
            created_at: account.created_at,
            updated_at: account.created_at,
        },
        request: "{}".to_owned(),
        failure: None,
    }
}

async fn put_ordered(world: &World, is_served: bool) {
    let mut account = customer("9300000001", "DE");
    account.profile.global_sales = true;
    let line = Subscription {
        id: SubscriptionId(Uuid::from_u128(9_301)),
        account: account.id,
        sku: "MTSP-M365E-USR".to_owned(),
        quantity: 1,
        service: Service::Paid,
        ordered_at: account.created_at,
        ended_at: (!is_served).then(now),
        fulfillment: None,
    };
    let abroad = deployment(account.id, "930000002", "2025-05-05T05:05:05Z");
    let order = order(&account);
    world.put_customer(account).await;
    world.put_deployments(vec![abroad]).await;
    world
        .put(move |transaction| {
            let (order, line) = (order.clone(), line.clone());
            Box::pin(async move {
                transaction.insert_fulfillment(&order).await?;
                transaction.insert_subscription(&line).await
            })
        })
        .await;
}

#[tokio::test]
async fn the_last_deployment_of_an_ordered_customer_takes_it_out_of_use() {
    let world = World::new().await;
    put_ordered(&world, false).await;
    let deployment = format!("{ORDERED}/deployments/930000002");
    let status = async || world.get(ORDERED).await.json()["status"].clone();
    let turn = async |correlation: &str, to: &str| {
        let body = json!({ "status": to });
        world
            .patch(&deployment, correlation, &body)
            .await
            .object(200);
    };
    assert_eq!(status().await, "1000");
    turn("c1", "1004").await;
    assert_eq!(status().await, "1004");
    assert_eq!(world.events("organization.deactivated").await, 1);
    turn("c2", "1000").await;
    assert_eq!(status().await, "1000");
    assert_eq!(world.events("organization.activated").await, 1);
    assert_eq!(time("2026-03-02T10:00:00Z"), now());
}

#[tokio::test]
async fn a_line_keeps_an_ordered_customer_in_use() {
    let world = World::new().await;
    put_ordered(&world, true).await;
    let deployment = format!("{ORDERED}/deployments/930000002");
    let body = json!({ "status": "1004" });
    world.patch(&deployment, "c1", &body).await.object(200);
    assert_eq!(world.get(ORDERED).await.json()["status"], "1000");
    assert_eq!(world.events("organization.deactivated").await, 0);
}

#[tokio::test]
async fn a_customer_that_nobody_ordered_stays_in_use() {
    let world = World::new().await;
    let account = customer("9300000003", "DE");
    let abroad = deployment(account.id, "930000004", "2025-05-05T05:05:05Z");
    world.put_customer(account).await;
    world.put_deployments(vec![abroad]).await;
    let path = "/v3/customers/9300000003";
    let body = json!({ "status": "1004" });
    let deployment = format!("{path}/deployments/930000004");
    world.patch(&deployment, "c1", &body).await.object(200);
    assert_eq!(
        world.get(path).await.json()["status"],
        Status::Active.as_str()
    );
}
