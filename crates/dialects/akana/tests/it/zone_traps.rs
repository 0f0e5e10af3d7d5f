//! Traps 10 to 12, 22, 23 and 25: which zones are listed, and how.

use landfall_core::model::{Grants, Implementation};
use uuid::Uuid;

use crate::{
    fixture::{
        ADMIN, BELOW_GRANTED, GRANTED, NOBODY, READER, SUB_ADMIN, ZONE_1, ZONE_2, pairs, zone,
        zones,
    },
    world::World,
};

const SAMPLE_1: &str = include_str!("../golden/sample_1.json");
const EMPTY: &str = r#"{"DeploymentZoneInfo":[]}"#;

/// Three more zones of the tenant: one that is only live, one that is only a sandbox, one that is for nothing.
async fn with_more_zones() -> World {
    let world = World::new().await;
    for (number, key, list) in [
        (10, "x", &[(Implementation::Live, "Production")][..]),
        (11, "y", &[(Implementation::Sandbox, "Sandbox")]),
        (12, "z", &[]),
    ] {
        let mut more = zone(Uuid::from_u128(number), key, key);
        more.associations = pairs(list);
        world.define(more).await;
    }
    world
}

#[tokio::test]
async fn trap_10_either_id_and_the_other_filters() {
    let world = with_more_zones().await;
    let both = "?DzoneID=x.acmepaymentscorp&DZoneID=y.acmepaymentscorp";
    let expected = ["x.acmepaymentscorp", "y.acmepaymentscorp"];
    assert_eq!(world.zone_ids(both).await, expected);
    let live = format!("{both}&Implementation=Live");
    assert_eq!(world.zone_ids(&live).await, expected[..1]);
    let empty_too = format!("{both}&DzoneID=");
    assert_eq!(world.zone_ids(&empty_too).await, expected);
}

#[tokio::test]
async fn trap_11_one_pair_has_to_satisfy_both() {
    let world = World::new().await;
    let mut mixed = zone(Uuid::from_u128(20), "mixed", "Mixed");
    mixed.associations = pairs(&[
        (Implementation::Live, "Production"),
        (Implementation::Sandbox, "Sandbox"),
    ]);
    world.define(mixed).await;
    let id = "&DzoneID=mixed.acmepaymentscorp";
    for (filter, found) in [
        ("?Implementation=Sandbox&Environment=Production", false),
        ("?Implementation=Sandbox&Environment=Sandbox", true),
        ("?Implementation=Live&Environment=production", true),
        ("?Environment=Sandbox", true),
    ] {
        let ids = world.zone_ids(&format!("{filter}{id}")).await;
        assert_eq!(!ids.is_empty(), found, "{filter}");
    }
}

#[tokio::test]
async fn trap_12_values_have_no_case_and_may_match_nothing() {
    let world = World::new().await;
    let live = world.zones("?Implementation=live").await;
    assert_eq!(live.shown(), (200, SAMPLE_1));
    assert_eq!(live, world.zones("?Implementation=Live").await);
    for query in [
        "?Implementation=Nope",
        "?DzoneID=Nope",
        "?Environment=Nope",
        "?APIImplementationPattern=Nope",
        "?DzoneID=CONTAINER-1051.acmepaymentscorp",
        "?DzoneID=container-1051",
        "?DzoneID=%00",
        "?DzoneID=%FF",
        "?Environment=%FF",
    ] {
        assert_eq!(world.zones(query).await.shown(), (200, EMPTY), "{query}");
    }
}

#[tokio::test]
async fn patterns_are_those_of_the_gateway_group_or_the_default() {
    let world = World::new().await;
    let mut orchestrating = zone(Uuid::from_u128(30), "other", "Other");
    orchestrating.gateway_group = zones()[1].gateway_group;
    world.define(orchestrating).await;
    for (pattern, id) in [
        ("PROXY", "container-1051.acmepaymentscorp"),
        ("ORCHESTRATION", "other.acmepaymentscorp"),
        ("orchestration", "other.acmepaymentscorp"),
    ] {
        let query = format!("?APIImplementationPattern={pattern}");
        assert_eq!(world.zone_ids(&query).await, [id], "{pattern}");
    }
}

#[tokio::test]
async fn the_order_is_by_name_then_by_id() {
    let world = World::new().await;
    for (number, key, name) in [
        (40, "b", "Same"),
        (41, "a", "Same"),
        (42, "c", "Z"),
        (43, "d", "a"),
    ] {
        world.define(zone(Uuid::from_u128(number), key, name)).await;
    }
    let keys: Vec<String> = ["container-1051", "a", "b", "c", "d"]
        .map(|key| format!("{key}.acmepaymentscorp"))
        .to_vec();
    assert_eq!(world.zone_ids("").await, keys);
}

#[tokio::test]
async fn grants_decide_what_sub_organizations_see() {
    let world = World::new().await;
    for (number, key, grants) in [
        (50, "all", Grants::All),
        (51, "none", Grants::None),
        (
            52,
            "some",
            Grants::Some(vec![BELOW_GRANTED.parse().unwrap()]),
        ),
    ] {
        let mut offered = zone(Uuid::from_u128(number), key, key);
        offered.grants = grants;
        world.define(offered).await;
    }
    let keys = async |context: &str| {
        let ids = world.zone_ids(context).await;
        let key = |id: &String| id.split_once('.').unwrap().0.to_owned();
        ids.iter().map(key).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("").await, "container-1051 all none some");
    let granted = format!("?ContextID={GRANTED}.acmepaymentscorp");
    assert_eq!(keys(&granted).await, "container-1051 all");
    let below = format!("?ContextID={BELOW_GRANTED}.acmepaymentscorp");
    assert_eq!(keys(&below).await, "container-1051 all some");
}

#[tokio::test]
async fn trap_22_no_location_and_no_description() {
    let world = World::new().await;
    world
        .define(zone(Uuid::from_u128(60), "plain", "Plain"))
        .await;
    let answer = world.zones("?DzoneID=plain.acmepaymentscorp").await;
    let start = concat!(
        r#"{"DeploymentZoneInfo":[{"DeploymentZoneID":"plain.acmepaymentscorp","Name":"Plain","Description":"","#,
        r#""ContainerKey":"container-1051","#
    );
    assert!(answer.body.starts_with(start), "{}", answer.body);
    assert!(!answer.body.contains("Location"));
    assert!(!answer.body.contains("HostName\":\""));
}

#[tokio::test]
async fn trap_23_transient_zones_vanish_and_return_with_their_ids() {
    let world = World::without_zones().await;
    let transient = include_str!("../golden/transient.json");
    assert_eq!(world.zones("").await.shown(), (200, transient));
    let context = format!("?ContextID={GRANTED}.acmepaymentscorp");
    assert_eq!(world.zones(&context).await.shown(), (200, transient));
    let one = "?DzoneID=container-1053.acmepaymentscorp&Implementation=Live";
    let found = world.zone_ids(one).await;
    assert_eq!(found, ["container-1053.acmepaymentscorp"]);

    let [zone_1, zone_2] = zones();
    world.define(zone_1).await;
    assert_eq!(world.zones("").await.shown(), (200, SAMPLE_1));
    assert_eq!(world.zones(one).await.shown(), (200, EMPTY));
    // Wherever in the tenant a zone is defined.
    world.remove(ZONE_1).await;
    world.define(zone_2).await;
    assert_eq!(world.zones("").await.shown(), (200, EMPTY));

    world.remove(ZONE_2).await;
    assert_eq!(world.zones("").await.shown(), (200, transient));
}

#[tokio::test]
async fn trap_25_roles_count_at_and_below_where_they_are_held() {
    let world = World::new().await;
    let status = async |email: &str, query: &str| {
        let visitor = world.login(email).await;
        let path = format!("/api/deploymentzones{query}");
        world.get(&visitor, &path, &[]).await.status.as_u16()
    };
    let context = |id: &str| format!("?ContextID={id}.acmepaymentscorp");
    assert_eq!(status(ADMIN, "").await, 200);
    assert_eq!(status(READER, "").await, 200);
    assert_eq!(status(READER, &context(BELOW_GRANTED)).await, 200);
    assert_eq!(status(NOBODY, "").await, 403);
    assert_eq!(status(NOBODY, &context(GRANTED)).await, 403);
    assert_eq!(status(SUB_ADMIN, "").await, 403);
    assert_eq!(status(SUB_ADMIN, &context(GRANTED)).await, 200);
    assert_eq!(status(SUB_ADMIN, &context(BELOW_GRANTED)).await, 200);
}
