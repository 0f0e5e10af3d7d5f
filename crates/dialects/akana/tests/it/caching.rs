//! Trap 24: tags, and asking again.

use crate::{fixture::ADMIN, fixture::ZONE_1, world::World};

const PATH: &str = "/api/deploymentzones";

#[tokio::test]
async fn trap_24_a_tag_is_of_one_representation() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let json = ("accept", "application/json");
    let first = world.get(&admin, PATH, &[json]).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.header("vary"), "Accept, Cookie");
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = first.header("etag");
    assert!(tag.starts_with('"') && tag.len() > 2, "a strong tag: {tag}");

    let again = ("if-none-match", tag);
    let same = world.get(&admin, PATH, &[json, again]).await;
    assert_eq!(same.shown(), (304, ""));
    for name in ["etag", "vary", "cache-control"] {
        assert_eq!(same.header(name), first.header(name));
    }
    assert_eq!(same.header("content-type"), "");
    for accept in [
        "application/xml",
        "application/vnd.soa.v84+json",
        "application/vnd.soa.v80+json",
    ] {
        let other = world.get(&admin, PATH, &[("accept", accept), again]).await;
        assert_eq!(other.status, 200, "{accept}");
        assert_ne!(other.header("etag"), tag, "{accept}");
    }
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_read() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let tag = world.get(&admin, PATH, &[]).await.header("etag").to_owned();
    world.remove(ZONE_1).await;
    let after = world.get(&admin, PATH, &[("if-none-match", &tag)]).await;
    assert_eq!(after.shown(), (200, r#"{"DeploymentZoneInfo":[]}"#));
}

#[tokio::test]
async fn who_may_not_read_learns_nothing_from_a_tag() {
    let world = World::new().await;
    let any = ("if-none-match", "*");
    assert_eq!(world.send("GET", PATH, &[any], "").await.status, 401);
    let nobody = world.login(crate::fixture::NOBODY).await;
    assert_eq!(world.get(&nobody, PATH, &[any]).await.status, 403);
}
