//! A zone that a deployment uses is not removed (akana contract, section 7): the last one of a customer whose deployment is
//! active.

use landfall_core::{
    id::{OrganizationId, Timestamp},
    model::{Address, Deployment, Organization, OrganizationKind, Profile, Status},
};
use uuid::Uuid;

use crate::{
    fixture::{ADMIN, root, tenant_id, zone},
    world::World,
};

const CUSTOMER: OrganizationId = OrganizationId(Uuid::from_u128(900));

fn account(id: u128, kind: OrganizationKind, number: &str, parent: OrganizationId) -> Organization {
    let at: Timestamp = "2020-01-02T10:00:00Z".parse().unwrap();
    Organization {
        id: OrganizationId(Uuid::from_u128(id)),
        tenant: tenant_id("acmepaymentscorp"),
        parent: Some(parent),
        kind,
        name: format!("Account {number}"),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: Some(number.parse().unwrap()),
        account_number: (kind == OrganizationKind::Customer).then(|| "0001".parse().unwrap()),
        created_at: at,
        updated_at: at,
        profile: Profile::default(),
    }
}

/// A customer with two zones of its own and a deployment.
async fn with_a_customer() -> World {
    let world = World::new().await;
    world
        .change(|transaction| {
            Box::pin(async move {
                let root = root("acmepaymentscorp");
                let distributor = account(700, OrganizationKind::Distributor, "1000000000", root);
                transaction.insert_organization(&distributor).await?;
                let reseller = account(
                    800,
                    OrganizationKind::Reseller,
                    "1000000001",
                    distributor.id,
                );
                transaction.insert_organization(&reseller).await?;
                let customer = account(900, OrganizationKind::Customer, "5556667778", reseller.id);
                transaction.insert_organization(&customer).await?;
                transaction
                    .insert_deployment(&deployment(Status::Active))
                    .await
            })
        })
        .await;
    for (number, key) in [(70, "one"), (71, "two")] {
        let mut own = zone(Uuid::from_u128(number), key, key);
        own.owner = CUSTOMER;
        world.define(own).await;
    }
    world
}

fn deployment(status: Status) -> Deployment {
    Deployment {
        vipmp_id: "345434543".parse().unwrap(),
        customer: CUSTOMER,
        address: Address {
            country: "DE".to_owned(),
            ..Address::default()
        },
        status,
        created_at: Timestamp::default(),
    }
}

async fn remove(world: &World, key: &str) -> u16 {
    let path = format!(
        "/api/deploymentzones/{key}.acmepaymentscorp?ContextID={CUSTOMER}.acmepaymentscorp"
    );
    let answer = world.write_as(ADMIN, ("DELETE", &path), &[], "").await;
    if answer.status == 409 {
        assert!(answer.body.contains("active deployment"), "{}", answer.body);
    }
    answer.status.as_u16()
}

#[tokio::test]
async fn the_last_zone_of_a_customer_stays_while_a_deployment_is_active() {
    let world = with_a_customer().await;
    assert_eq!(remove(&world, "one").await, 200);
    assert_eq!(remove(&world, "two").await, 409);
    // What is offered from above may go: nobody depends on it.
    assert_eq!(remove(&world, "container-1051").await, 404);
    let shared = (
        "DELETE",
        "/api/deploymentzones/container-1051.acmepaymentscorp",
    );
    assert_eq!(world.write_as(ADMIN, shared, &[], "").await.status, 200);
    // It may be changed.
    let path =
        format!("/api/deploymentzones/two.acmepaymentscorp?ContextID={CUSTOMER}.acmepaymentscorp");
    let body = r#"{"Name":"Two","ContainerKey":"container-1053"}"#;
    let put = world.write_as(ADMIN, ("PUT", &path), &[], body).await;
    assert_eq!(put.status, 200);
    world
        .change(|transaction| {
            Box::pin(async move {
                let ended = deployment(Status::Inactive);
                assert!(transaction.update_deployment(&ended).await?);
                Ok(())
            })
        })
        .await;
    assert_eq!(remove(&world, "two").await, 200);
}

#[tokio::test]
async fn of_two_that_are_removed_at_once_one_stays() {
    for _ in 0..4 {
        let world = with_a_customer().await;
        let (one, two) = tokio::join!(remove(&world, "one"), remove(&world, "two"));
        let mut both = [one, two];
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
    }
}
