//! Traps 6 to 9: whose zones are asked for.

use crate::{
    fixture::{ADMIN, BELOW_GRANTED, FOREIGN, GRANTED, OWNING, root},
    world::World,
};

const SAMPLE_1: &str = include_str!("../golden/sample_1.json");
const SAMPLE_3: &str = include_str!("../golden/sample_3.json");
const PREFIX: &str = "uddi:soa.com:atmosphere:business:";

#[tokio::test]
async fn trap_6_org_key_wins_over_context_id() {
    let world = World::new().await;
    for context_id in [
        format!("{GRANTED}.acmepaymentscorp"),
        "junk".to_owned(),
        "a&ContextID=b".to_owned(),
        "%FF".to_owned(),
    ] {
        for query in [
            format!("?OrgKey={PREFIX}{OWNING}&ContextID={context_id}"),
            format!("?ContextID={context_id}&OrgKey={PREFIX}{OWNING}"),
        ] {
            let answer = world.zones(&query).await;
            assert_eq!(answer.shown(), (200, SAMPLE_3), "{query}");
        }
    }
}

#[tokio::test]
async fn trap_7_org_key_raw_encoded_and_in_upper_case() {
    let world = World::new().await;
    for org_key in [
        format!("{PREFIX}{OWNING}"),
        format!("{}{OWNING}", PREFIX.replace(':', "%3A")),
        format!("{}{OWNING}", PREFIX.replace(':', "%3a")),
        format!("{PREFIX}{}", OWNING.to_uppercase()),
    ] {
        let answer = world.zones(&format!("?OrgKey={org_key}")).await;
        assert_eq!(answer.shown(), (200, SAMPLE_3), "{org_key}");
    }
    let upper = OWNING.to_uppercase();
    let query = format!("?ContextID={upper}.acmepaymentscorp");
    assert_eq!(world.zones(&query).await.shown(), (200, SAMPLE_3));
}

#[tokio::test]
async fn trap_8_malformed_is_400_and_unknown_and_foreign_are_one_403() {
    let world = World::new().await;
    let malformed = world.zones("?OrgKey=uddi:other:x").await;
    assert_eq!(malformed.status, 400);
    let unknown = "00000000-0000-4000-8000-000000000000";
    let first = world.zones(&format!("?OrgKey={PREFIX}{unknown}")).await;
    assert_eq!(
        first.shown(),
        (
            403,
            r#"{"faultcode":"Client","faultstring":"There is no such organization, or you may not do this there"}"#
        )
    );
    for query in [
        format!("?OrgKey={PREFIX}not-a-uuid"),
        format!("?OrgKey={PREFIX}{FOREIGN}"),
        format!("?ContextID={FOREIGN}.globex"),
        format!("?ContextID={FOREIGN}.acmepaymentscorp"),
        "?ContextID=tenantbusiness.globex".to_owned(),
        "?ContextID=junk".to_owned(),
        "?ContextID=%00".to_owned(),
        "?ContextID=%FF".to_owned(),
        format!("?ContextID={}.acmepaymentscorp", root("acmepaymentscorp")),
    ] {
        assert_eq!(world.zones(&query).await, first, "{query}");
    }
}

#[tokio::test]
async fn trap_9_repeated_and_empty_parameters() {
    let world = World::new().await;
    let owning = format!("ContextID={OWNING}.acmepaymentscorp");
    let twice = world.zones(&format!("?{owning}&{owning}")).await;
    assert_eq!(twice.shown(), (200, SAMPLE_3));
    let once = world.zones("?ContextID=a").await;
    assert_eq!(world.zones("?ContextID=a&ContextID=a").await, once);
    let differing = world.zones("?ContextID=a&ContextID=b").await;
    assert_eq!(
        differing.shown(),
        (
            400,
            r#"{"faultcode":"Client","faultstring":"ContextID is given more than once, with different values"}"#
        )
    );
    for query in [
        "?ContextID=",
        "?ContextID",
        "?OrgKey=&ContextID=",
        "?_=1580000000",
        "?_=%FF&%FF=1",
        &format!("?{}", "_=1&".repeat(1001)),
    ] {
        assert_eq!(world.zones(query).await.shown(), (200, SAMPLE_1), "{query}");
    }
    let half = world.zones(&format!("?ContextID=&{owning}")).await;
    assert_eq!(half.shown(), (200, SAMPLE_3));
    for name in [
        "OrgKey",
        "Implementation",
        "Environment",
        "APIImplementationPattern",
    ] {
        let answer = world.zones(&format!("?{name}=a&{name}=b")).await;
        assert_eq!(answer.status, 400, "{name}");
    }
}

#[tokio::test]
async fn names_of_parameters_have_their_case() {
    let world = World::new().await;
    for query in [
        "?contextid=junk",
        "?orgKey=junk",
        "?dzoneid=junk",
        "?implementation=Nope",
    ] {
        assert_eq!(world.zones(query).await.shown(), (200, SAMPLE_1), "{query}");
    }
}

#[tokio::test]
async fn the_tenant_organization_has_names_too() {
    let world = World::new().await;
    for query in [
        "?ContextID=tenantbusiness.acmepaymentscorp".to_owned(),
        format!("?OrgKey={PREFIX}tenantbusiness"),
    ] {
        assert_eq!(
            world.zones(&query).await.shown(),
            (200, SAMPLE_1),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_grant_reaches_what_is_below_and_nobody_else() {
    let world = World::new().await;
    let below = world
        .zones(&format!("?ContextID={BELOW_GRANTED}.acmepaymentscorp"))
        .await;
    assert_eq!(below.shown(), (200, SAMPLE_1));
    let ids = world
        .zone_ids(&format!("?ContextID={OWNING}.acmepaymentscorp"))
        .await;
    assert_eq!(
        ids,
        ["c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp"]
    );
}

#[tokio::test]
async fn other_paths_to_the_same_context_have_the_same_tag() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let tag = async |query: &str| {
        let path = format!("/api/deploymentzones{query}");
        let answer = world.get(&admin, &path, &[]).await;
        answer.header("etag").to_owned()
    };
    assert_eq!(tag("").await, tag("?ContextID=").await);
    let owning = format!("?ContextID={OWNING}.acmepaymentscorp");
    assert_ne!(tag("").await, tag(&owning).await);
}
