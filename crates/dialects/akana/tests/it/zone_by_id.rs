//! One zone (Z3; akana contract, sections 2, 4 and 5).

use crate::{
    fixture::{ADMIN, GRANTED, NOBODY, OTHER_ADMIN, OWNING, READER, SUB_ADMIN, ZONE_1, zones},
    world::{Answer, OTHER_HOST, World},
};

const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const LABS: &str = "/api/deploymentzones/c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp";
const ABSENT: &str = "/api/deploymentzones/absent.acmepaymentscorp";

impl World {
    async fn zone_as(&self, email: &str, path: &str) -> Answer {
        let visitor = self.login(email).await;
        self.get(&visitor, path, &[]).await
    }
}

fn in_context(path: &str, business: &str) -> String {
    format!("{path}?ContextID={business}.acmepaymentscorp")
}

#[tokio::test]
async fn a_zone_is_what_the_list_has_of_it() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for accept in [
        "application/vnd.soa.v84+json",
        "application/vnd.soa.v83+json",
        "application/vnd.soa.v80+json",
        "application/json",
    ] {
        let answer = world.get(&admin, ZONE, &[("accept", accept)]).await;
        let body = include_str!("../golden/zone_1.json");
        assert_eq!(answer.shown(), (200, body), "{accept}");
        assert_eq!(answer.header("content-type"), accept);
    }
    let labs = in_context(LABS, OWNING);
    for accept in ["application/xml", "text/xml", "application/vnd.soa.v71+xml"] {
        let answer = world.get(&admin, &labs, &[("accept", accept)]).await;
        let body = include_str!("../golden/zone_2.xml");
        assert_eq!(answer.shown(), (200, body), "{accept}");
        assert_eq!(answer.header("content-type"), accept);
    }
    let answer = world.get(&admin, ZONE, &[("accept", "*/*")]).await;
    let content_type = answer.header("content-type");
    assert_eq!(content_type, "application/vnd.soa.v84+json");
    for accept in ["application/rss+xml", "text/html"] {
        let answer = world.get(&admin, ZONE, &[("accept", accept)]).await;
        assert_eq!(answer.status, 406, "{accept}");
    }
}

#[tokio::test]
async fn a_zone_is_there_where_it_is_listed() {
    let world = World::new().await;
    for (email, path, status) in [
        (ADMIN, ZONE.to_owned(), 200),
        (READER, ZONE.to_owned(), 200),
        (ADMIN, in_context(ZONE, GRANTED), 200),
        (SUB_ADMIN, in_context(ZONE, GRANTED), 200),
        (ADMIN, in_context(ZONE, OWNING), 404),
        (ADMIN, in_context(LABS, OWNING), 200),
        (ADMIN, LABS.to_owned(), 404),
        (ADMIN, in_context(LABS, GRANTED), 404),
        (SUB_ADMIN, in_context(LABS, GRANTED), 404),
        (SUB_ADMIN, ZONE.to_owned(), 403),
        (SUB_ADMIN, in_context(LABS, OWNING), 403),
        (ADMIN, in_context(ZONE, "junk"), 403),
        (NOBODY, ZONE.to_owned(), 403),
        (NOBODY, ABSENT.to_owned(), 403),
        (ADMIN, format!("{ZONE}?OrgKey=junk"), 400),
        (ADMIN, format!("{ZONE}?Implementation=Nope&_=1"), 200),
    ] {
        let answer = world.zone_as(email, &path).await;
        assert_eq!(answer.status, status, "{email} {path} {}", answer.body);
    }
    assert_eq!(world.send("GET", ZONE, &[], "").await.status, 401);
}

#[tokio::test]
async fn what_is_not_offered_is_not_there_byte_for_byte() {
    let world = World::new().await;
    let absent = world.zone_as(ADMIN, ABSENT).await;
    let body = r#"{"faultcode":"Client","faultstring":"There is no such deployment zone here"}"#;
    assert_eq!(absent.shown(), (404, body));
    for path in [
        LABS,
        "/api/deploymentzones/container-1051.globex",
        "/api/deploymentzones/container-1051",
        "/api/deploymentzones/Container-1051.acmepaymentscorp",
        "/api/deploymentzones/container-1052.acmepaymentscorp",
        "/api/deploymentzones/%FF",
        "/api/deploymentzones/%00",
        "/api/deploymentzones/%2F",
        "/api/deploymentzones/.",
    ] {
        assert_eq!(world.zone_as(ADMIN, path).await, absent, "{path}");
    }
    let other = world.login(OTHER_ADMIN).await;
    let headers = [("host", OTHER_HOST), ("cookie", other.cookie.as_str())];
    for path in [ZONE, LABS, ABSENT] {
        let answer = world.send("GET", path, &headers, "").await;
        assert_eq!(answer.shown(), (404, body), "{path}");
    }
}

#[tokio::test]
async fn ids_are_compared_as_filters_compare_them() {
    let world = World::new().await;
    let upper = in_context(&LABS.replace("c377f0a2", "C377F0A2"), OWNING);
    let lower = world.zone_as(ADMIN, &in_context(LABS, OWNING)).await;
    assert_eq!(world.zone_as(ADMIN, &upper).await, lower);
    let escaped = ZONE.replace("container-", "container%2D");
    let plain = world.zone_as(ADMIN, ZONE).await;
    assert_eq!(world.zone_as(ADMIN, &escaped).await, plain);
}

#[tokio::test]
async fn trap_23_transient_zones_are_there_until_one_is_defined() {
    let world = World::without_zones().await;
    let transient = "/api/deploymentzones/container-1053.acmepaymentscorp";
    let before = world.zone_as(ADMIN, transient).await;
    assert_eq!(before.status, 200);
    let list = world.zones("").await.body;
    assert!(list.contains(&before.body), "{} in {list}", before.body);
    let [zone, _] = zones();
    world.define(zone).await;
    assert_eq!(world.zone_as(ADMIN, transient).await.status, 404);
    assert_eq!(world.zone_as(ADMIN, ZONE).await.status, 200);
    world.remove(ZONE_1).await;
    assert_eq!(world.zone_as(ADMIN, transient).await, before);
}

#[tokio::test]
async fn trap_24_one_zone_has_a_tag_for_each_representation() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let first = world.get(&admin, ZONE, &[]).await;
    assert_eq!(first.header("vary"), "Accept, Cookie");
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = first.header("etag");
    assert!(tag.starts_with('"') && tag.len() > 2, "{tag}");
    let again = ("if-none-match", tag);
    let same = world.get(&admin, ZONE, &[again]).await;
    assert_eq!(same.shown(), (304, ""));
    let xml = ("accept", "application/xml");
    assert_eq!(world.get(&admin, ZONE, &[again, xml]).await.status, 200);
    world.remove(ZONE_1).await;
    let [zone, _] = zones();
    let renamed = landfall_core::model::Zone {
        name: "Akana US East".to_owned(),
        ..zone
    };
    world.define(renamed).await;
    let changed = world.get(&admin, ZONE, &[again]).await;
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("Akana US East"), "{}", changed.body);
}
