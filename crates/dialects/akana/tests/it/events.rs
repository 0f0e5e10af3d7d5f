//! What signing in and out leaves in the audit trail.

use landfall_core::{
    id::UserId,
    model::{Actor, ResourceKind},
};

use crate::{
    fixture::{ADMIN, TENANT, root, tenant_id},
    world::World,
};

async fn kinds(world: &World) -> Vec<String> {
    let events = world.store.events(0, 100).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn signing_in_and_out_leave_an_event_each() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    world.post(&admin, "/api/login/renewToken").await;
    world.post(&admin, "/api/login/logout").await;
    assert_eq!(kinds(&world).await, ["user.signed_in", "user.signed_out"]);
    for event in world.store.events(0, 100).await.unwrap() {
        assert_eq!(event.tenant, Some(tenant_id(TENANT)));
        assert_eq!(event.organization, Some(root(TENANT)));
        assert_eq!(event.actor, Actor::User(UserId(1)));
        assert_eq!(event.resource, ResourceKind::User);
        assert_eq!(event.resource_id, "1");
        assert_eq!(event.detail, r#"{"email":"jane@acme.example"}"#);
        assert!(event.request_id.is_some());
    }
}

#[tokio::test]
async fn what_did_not_happen_leaves_none() {
    let world = World::new().await;
    world.try_login(ADMIN, "wrong", false).await;
    world
        .try_login("stranger@acme.example", "wrong", false)
        .await;
    world.send("POST", "/api/login/logout", &[], "").await;
    assert_eq!(kinds(&world).await, [""; 0]);
}
