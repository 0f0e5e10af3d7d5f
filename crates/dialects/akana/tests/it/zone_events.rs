//! What writing zones leaves in the audit trail.

use landfall_core::{
    id::UserId,
    model::{Actor, ResourceKind},
};

use crate::{
    fixture::{ADMIN, GRANTED, READER, TENANT, root, tenant_id},
    world::World,
};

const ZONES: &str = "/api/deploymentzones";
const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";

/// Kind, zone, organization and detail of each event about a zone.
async fn told(world: &World) -> Vec<(String, String, String, String)> {
    let events = world.store.events(0, 100).await.unwrap().into_iter();
    let zones = events.filter(|event| event.resource == ResourceKind::Zone);
    let told = zones.map(|event| {
        assert_eq!(event.tenant, Some(tenant_id(TENANT)));
        assert_eq!(event.actor, Actor::User(UserId(1)));
        assert!(event.request_id.is_some());
        let organization = event.organization.unwrap().to_string();
        (event.kind, event.resource_id, organization, event.detail)
    });
    told.collect()
}

#[tokio::test]
async fn each_change_has_its_event_where_the_zone_belongs() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let body = r#"{"Name":"Mine","ContainerKey":"container-1053"}"#;
    let context = format!("{ZONES}?ContextID={GRANTED}.acmepaymentscorp");
    let added = world.write(&admin, ("POST", &context), &[], body).await;
    let zone: serde_json::Value = serde_json::from_str(&added.body).unwrap();
    let id = zone["DeploymentZoneID"].as_str().unwrap();
    let key = id.split('.').next().unwrap().to_owned();
    let own = format!("{ZONES}/{id}?ContextID={GRANTED}.acmepaymentscorp");
    let put = r#"{"Name":"Renamed","ContainerKey":"container-1053","VirtualHostSupported":true}"#;
    world.write(&admin, ("PUT", &own), &[], put).await;
    // Nothing changes.
    world.write(&admin, ("PUT", &own), &[], put).await;
    let pairs = format!("{ZONE}/associations");
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    world.write(&admin, ("PUT", &pairs), &[], none).await;
    world.write(&admin, ("PUT", &pairs), &[], none).await;
    world.write(&admin, ("DELETE", &own), &[], "").await;
    let (granted, tenant) = (GRANTED.to_owned(), root(TENANT).to_string());
    let expected = [
        (
            "zone.created",
            &key,
            &granted,
            r#"{"name":"Mine","gateway_group":"1053"}"#,
        ),
        (
            "zone.updated",
            &key,
            &granted,
            r#"{"name":"Renamed","changed":["name","virtual_host"]}"#,
        ),
        (
            "zone.updated",
            &"container-1051".to_owned(),
            &tenant,
            r#"{"name":"Akana US West","changed":["associations"]}"#,
        ),
        ("zone.deleted", &key, &granted, r#"{"name":"Renamed"}"#),
    ];
    let expected = expected.map(|(kind, key, organization, detail)| {
        (
            kind.to_owned(),
            key.clone(),
            organization.clone(),
            detail.to_owned(),
        )
    });
    assert_eq!(told(&world).await, expected);
}

#[tokio::test]
async fn what_was_refused_leaves_none() {
    let world = World::new().await;
    let least = r#"{"Name":"N","ContainerKey":"container-1051"}"#;
    let nowhere = r#"{"Name":"N","ContainerKey":"nowhere"}"#;
    for (email, call, headers, body) in [
        (READER, ("POST", ZONES), &[][..], least),
        (ADMIN, ("POST", ZONES), &[], nowhere),
        (ADMIN, ("PUT", ZONE), &[], nowhere),
        (ADMIN, ("PUT", ZONE), &[("if-match", "\"0\"")], least),
        (ADMIN, ("DELETE", ZONE), &[("if-match", "\"0\"")], ""),
        (
            ADMIN,
            ("DELETE", ZONE),
            &[("accept", "application/json")],
            "",
        ),
    ] {
        let refused = world.write_as(email, call, headers, body).await;
        assert!(refused.status.is_client_error(), "{call:?}");
    }
    assert_eq!(told(&world).await, []);
}
