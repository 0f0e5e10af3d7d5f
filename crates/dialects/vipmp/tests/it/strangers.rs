//! What a caller may not see looks, to the byte, like what does not exist.

use http::{HeaderMap, HeaderValue, Method, Request};
use landfall_demo::ids;

use crate::{
    accounts::{OTHER_CLIENT, OTHER_CUSTOMER, OTHER_DEPLOYMENT, OTHER_RESELLER, OTHER_TOKEN},
    world::{Answer, World, bare, empty},
};

const ABSENT: &str = "0000000000";

/// The three reads of a customer, the last with a deployment.
fn reads(customer: &str, deployment: &str) -> [String; 4] {
    [
        format!("/v3/customers/{customer}"),
        format!("/v3/customers/{customer}/deployments"),
        format!("/v3/customers/{customer}/deployments?limit=x"),
        format!("/v3/customers/{customer}/deployments/{deployment}"),
    ]
}

/// The reads of a reseller.
fn reseller_reads(reseller: &str) -> [String; 3] {
    [
        format!("/v3/resellers/{reseller}"),
        format!("/v3/resellers/{reseller}/customers"),
        format!("/v3/resellers/{reseller}/customers?limit=x"),
    ]
}

async fn as_caller(world: &World, key: &str, token: &str, path: &str) -> Answer {
    let request = bare(Method::GET, path)
        .header("X-Api-Key", key)
        .header("Authorization", format!("Bearer {token}"))
        .header("X-Correlation-Id", "same")
        .header("X-Request-Id", "same");
    world.send(empty(request)).await
}

/// Everything that a caller gets to see.
fn seen(answer: Answer) -> (u16, HeaderMap, String) {
    (answer.status.as_u16(), answer.headers, answer.body)
}

#[tokio::test]
async fn trap_33_another_tenant_s_objects_do_not_exist() {
    let world = World::new().await;
    world.put_other_tenant().await;
    for (path, absent) in reads(OTHER_CUSTOMER, OTHER_DEPLOYMENT)
        .iter()
        .zip(reads(ABSENT, OTHER_DEPLOYMENT))
    {
        let own = as_caller(&world, OTHER_CLIENT, OTHER_TOKEN, path).await;
        assert_eq!(own.status, if path.contains('?') { 400 } else { 200 });
        let stranger = as_caller(&world, "swo-app", "demo-token", path).await;
        stranger.is_error(404, "1116", "Invalid Customer", &[]);
        let absent = as_caller(&world, "swo-app", "demo-token", &absent).await;
        assert_eq!(seen(stranger), seen(absent), "{path}");
    }
    // And the other way round, for a client that sees its whole tenant.
    for (path, absent) in reads(ids::CUSTOMER_ABROAD_VIPMP, ids::DEPLOYMENT_VIPMP)
        .iter()
        .zip(reads(ABSENT, ids::DEPLOYMENT_VIPMP))
    {
        let stranger = as_caller(&world, OTHER_CLIENT, OTHER_TOKEN, path).await;
        let absent = as_caller(&world, OTHER_CLIENT, OTHER_TOKEN, &absent).await;
        assert_eq!(stranger.status, 404);
        assert_eq!(seen(stranger), seen(absent), "{path}");
    }
}

#[tokio::test]
async fn trap_33_another_subtree_s_objects_do_not_exist() {
    let world = World::new().await;
    let reseller = Some(ids::organization(ids::RESELLER));
    world
        .put_client("reseller-app", reseller, "reseller-token")
        .await;
    world.put_client("tenant-app", None, "tenant-token").await;

    // Outside of the MSP's subtree, and outside of the reseller's below the MSP.
    for (key, token, customer) in [
        ("swo-app", "demo-token", ids::OTHER_ACCOUNT_VIPMP),
        ("reseller-app", "reseller-token", ids::OTHER_ACCOUNT_VIPMP),
        (
            "reseller-app",
            "reseller-token",
            ids::ORDERING_ACCOUNT_VIPMP,
        ),
    ] {
        for (path, absent) in reads(customer, "345434543")
            .iter()
            .zip(reads(ABSENT, "345434543"))
        {
            let stranger = as_caller(&world, key, token, path).await;
            stranger.is_error(404, "1116", "Invalid Customer", &[]);
            let absent = as_caller(&world, key, token, &absent).await;
            assert_eq!(seen(stranger), seen(absent), "{path}");
        }
    }
    // The same objects for those who may see them.
    let path = format!("/v3/customers/{}", ids::OTHER_ACCOUNT_VIPMP);
    let unbound = as_caller(&world, "tenant-app", "tenant-token", &path).await;
    assert!(unbound.good().contains("Maple Post Media"));
    let path = format!("/v3/customers/{}", ids::CUSTOMER_VIPMP);
    let bound = as_caller(&world, "reseller-app", "reseller-token", &path).await;
    assert!(bound.good().contains("Fairmont"));
}

#[tokio::test]
async fn trap_33_resellers_out_of_view_do_not_exist() {
    let world = World::new().await;
    world.put_other_tenant().await;
    let reseller = Some(ids::organization(ids::RESELLER));
    world
        .put_client("reseller-app", reseller, "reseller-token")
        .await;
    for (key, token, reseller) in [
        ("swo-app", "demo-token", OTHER_RESELLER),
        ("swo-app", "demo-token", ids::HOUSE_RESELLER_VIPMP),
        // Its own MSP, which is above it.
        ("reseller-app", "reseller-token", ids::MSP_VIPMP),
        (OTHER_CLIENT, OTHER_TOKEN, ids::RESELLER_VIPMP),
    ] {
        for (path, absent) in reseller_reads(reseller).iter().zip(reseller_reads(ABSENT)) {
            let stranger = as_caller(&world, key, token, path).await;
            stranger.is_error(404, "1115", "Invalid Reseller", &[]);
            let absent = as_caller(&world, key, token, &absent).await;
            assert_eq!(seen(stranger), seen(absent), "{path}");
        }
    }
    let [one, customers, _] = reseller_reads(OTHER_RESELLER);
    for path in [one, customers] {
        let own = as_caller(&world, OTHER_CLIENT, OTHER_TOKEN, &path).await;
        own.good();
    }
    let list = as_caller(&world, OTHER_CLIENT, OTHER_TOKEN, "/v3/resellers").await;
    assert_eq!(list.json()["totalCount"], 1);
}

/// Whoever has no credentials learns nothing from the path, be there something or not.
#[tokio::test]
async fn the_unauthenticated_get_one_answer_for_all() {
    let world = World::new().await;
    let refusals: [fn(&mut Request<axum::body::Body>); 4] = [
        |request| {
            request.headers_mut().remove("X-Api-Key");
        },
        |request| {
            request.headers_mut().remove("Authorization");
        },
        |request| {
            let unknown = HeaderValue::from_static("Bearer unknown");
            request.headers_mut().insert("Authorization", unknown);
        },
        |request| {
            request.headers_mut().remove("X-Correlation-Id");
        },
    ];
    for spoil in &refusals {
        let asked = async |path: &str| {
            let mut request = empty(crate::world::signed(Method::GET, path));
            spoil(&mut request);
            seen(world.send(request).await)
        };
        let there = reads(ids::CUSTOMER_ABROAD_VIPMP, ids::DEPLOYMENT_VIPMP);
        for (path, absent) in there.iter().zip(reads(ABSENT, ABSENT)) {
            let answer = asked(path).await;
            assert!([400, 401, 403].contains(&answer.0), "{path}");
            assert_eq!(answer, asked(&absent).await, "{path}");
        }
    }
    for spoil in &refusals[..3] {
        let asked = async |path: &str| {
            let mut request = empty(crate::world::signed(Method::GET, path));
            spoil(&mut request);
            seen(world.send(request).await)
        };
        let there = reseller_reads(ids::RESELLER_VIPMP);
        for (path, absent) in there.iter().zip(reseller_reads(ABSENT)) {
            let answer = asked(path).await;
            assert!([401, 403].contains(&answer.0), "{path}");
            assert_eq!(answer, asked(&absent).await, "{path}");
            assert_eq!(answer, asked("/v3/resellers").await);
            assert_eq!(answer, asked("/v3/linked_membership_groups").await);
        }
    }
}
