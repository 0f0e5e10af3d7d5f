//! What a request's state and environment make of the answer (rulesv4 contract, section 4).

use http::Method;
use landfall_core::{
    id::{Generation, Revision},
    model::{
        DeployState::{self, Deployed},
        Environment::{Production, Staging},
        Platform::{Adn, HttpSmall},
        Release,
    },
};
use landfall_demo::ids;

use crate::support::{TOK, World};

const STAGING: &str = r#"{ "Message": "Operation Error. Contact Administrator" }"#;

#[tokio::test]
async fn a_request_that_was_not_handed_over_is_new() {
    let world = World::new().await;
    let waiting = DeployState::ALL.iter().filter(|&&state| state != Deployed);
    for (id, &state) in (200_u64..).zip(waiting) {
        world.request(id, Adn, (Production, state)).await;
        let answer = world.status(id).await;
        answer.is(200, r#"{ "Status": "New", "Percent_propagated": 0 }"#);
        world.end(id).await;
    }
    let headers = [("authorization", TOK), ("accept", "application/xml")];
    let path = "/v2/mcc/customers/0001/rulesv4/200/status";
    let answer = world.call(Method::GET, path, &headers).await;
    let expected = "<DeployRequestStatus><Status>New</Status><Percent_propagated>0</Percent_propagated></DeployRequestStatus>";
    assert_eq!((answer.status, answer.body.as_str()), (200, expected));
}

#[tokio::test]
async fn a_request_that_every_server_has_is_propagated() {
    let world = World::new().await;
    let answer = world.status(ids::LANDED_REQUEST).await;
    let start = r#"{"Status":"propagated","Percent_propagated":100.0,"Pops":[{"name":"South America : Valparaiso, Chile","percentage_propagated":100.0},"#;
    assert!(answer.body.starts_with(start), "{}", answer.body);
    assert_eq!(answer.body.matches(":100.0").count(), 71);
}

#[tokio::test]
async fn a_fleet_without_servers_is_propagating() {
    let world = World::new().await;
    world.request(200, HttpSmall, (Production, Deployed)).await;
    let release = Release {
        request: landfall_core::id::DeployRequestId(200),
        generation: Generation(90),
        log: ids::log("5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d12"),
        slot: ids::account(ids::CUSTOMER_ACCOUNT),
        revision: Revision(1),
        pops: None,
        rolled_back_at: None,
    };
    world
        .write(vec![release], |transaction, release| {
            Box::pin(async move { transaction.insert_release(release).await })
        })
        .await;
    let answer = world.status(200).await;
    answer.is(
        200,
        r#"{"Status":"propagating","Percent_propagated":0.0,"Pops":[]}"#,
    );
}

#[tokio::test]
async fn a_staging_request_is_the_vendor_s_error_in_every_state() {
    let world = World::new().await;
    world.status(ids::STAGING_REQUEST).await.is(500, STAGING);
    for (id, &state) in (200_u64..).zip(DeployState::ALL) {
        world.request(id, Adn, (Staging, state)).await;
        world.status(id).await.is(500, STAGING);
        world.end(id).await;
    }
    let path = "/v2/mcc/customers/0001/rulesv4/123455/status";
    let headers = [("authorization", TOK), ("accept", "text/xml")];
    let answer = world.call(Method::GET, path, &headers).await;
    let expected = "<Error><Message>Operation Error. Contact Administrator</Message></Error>";
    assert_eq!((answer.status, answer.body.as_str()), (500, expected));
}

#[tokio::test]
async fn trap_s11_a_staging_status_is_the_same_error_every_time() {
    let world = World::new().await;
    for _ in 0..6 {
        world.status(ids::STAGING_REQUEST).await.is(500, STAGING);
    }
}
