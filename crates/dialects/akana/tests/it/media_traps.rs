//! Traps 1 to 5: what Accept asks for.

use http::StatusCode;

use crate::{
    fixture::{ADMIN, ZONE_1, pairs, zone, zones},
    world::{Answer, World},
};

const SAMPLE_1: &str = include_str!("../golden/sample_1.json");

async fn accepted(world: &World, accept: &[&str]) -> Answer {
    let admin = world.login(ADMIN).await;
    let headers: Vec<(&str, &str)> = accept.iter().map(|line| ("accept", *line)).collect();
    world.get(&admin, "/api/deploymentzones", &headers).await
}

#[tokio::test]
async fn trap_1_no_accept_and_any() {
    let world = World::new().await;
    for accept in [&[][..], &["*/*"], &[""], &["application/*"]] {
        let answer = accepted(&world, accept).await;
        assert_eq!(answer.shown(), (200, SAMPLE_1), "{accept:?}");
        assert_eq!(
            answer.header("content-type"),
            "application/vnd.soa.v84+json",
            "{accept:?}"
        );
    }
}

#[tokio::test]
async fn trap_2_jquery_gets_objects_as_plain_json() {
    let world = World::new().await;
    let jquery = "application/json, text/javascript, */*; q=0.01";
    let answer = accepted(&world, &[jquery]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.shown(), (200, SAMPLE_1));
    assert!(!answer.body.contains("channel"));
}

#[tokio::test]
async fn trap_3_a_browser_gets_xml() {
    let world = World::new().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let answer = accepted(&world, &[browser]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/xml");
    let start = r#"<?xml version="1.0" encoding="UTF-8"?><DeploymentZoneInfoList>"#;
    assert!(answer.body.starts_with(start), "{}", answer.body);
}

#[tokio::test]
async fn trap_4_refused_with_q_0_and_unsupported() {
    let world = World::new().await;
    let answer = accepted(&world, &["application/vnd.soa.v84+json;q=0, */*"]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.soa.v81+json"
    );
    let answer = accepted(&world, &["application/vnd.soa.v83+json"]).await;
    assert_eq!(
        answer.shown(),
        (
            406,
            concat!(
                r#"{"faultcode":"Client","faultstring":"Accept names no media type that is available: "#,
                "application/vnd.soa.v84+json, application/vnd.soa.v81+json, application/json, ",
                "application/vnd.soa.v84+xml, application/vnd.soa.v81+xml, application/xml, ",
                "application/vnd.soa.v80+json, application/vnd.soa.v72+json, application/vnd.soa.v71+json, ",
                "application/vnd.soa.v80+xml, application/vnd.soa.v72+xml, application/vnd.soa.v71+xml, ",
                r#"text/xml, application/rss+xml"}"#
            )
        )
    );
}

#[tokio::test]
async fn trap_5_a_feed_has_arrays_for_one_and_for_none() {
    let world = World::new().await;
    world.remove(ZONE_1).await;
    let mut bare = zone(ZONE_1, "a", "A");
    bare.associations = pairs(&[]);
    world.define(bare).await;
    let expected = concat!(
        r#"{"version":"1.0","channel":{"title":"Deployment Zones","item":[{"title":"A","description":"","#,
        r#""link":"https://gateway.akana.com:443","category":[],"guid":{"value":"a.acmepaymentscorp"}}]}}"#
    );
    for version in ["v80", "v72", "v71"] {
        let accept = format!("application/vnd.soa.{version}+json");
        let answer = accepted(&world, &[&accept]).await;
        assert_eq!(answer.shown(), (200, expected));
        assert_eq!(answer.header("content-type"), accept);
    }
    world.remove(ZONE_1).await;
    let answer = accepted(&world, &["application/vnd.soa.v80+json"]).await;
    let none = r#"{"version":"1.0","channel":{"title":"Deployment Zones","item":[]}}"#;
    assert_eq!(answer.shown(), (200, none));
}

#[tokio::test]
async fn a_feed_links_to_the_first_https_point_else_the_first_else_nowhere() {
    let world = World::new().await;
    let [zone_1, zone_2] = zones();
    for (accept, in_json) in [("application/vnd.soa.v72+json", true), ("text/*", false)] {
        for (key, points, link) in [
            ("none", Some(vec![]), ""),
            ("http", None, "http://testing.acmepaymentscorp.com:7905"),
        ] {
            let id = uuid::Uuid::from_u128(70);
            let mut linked = zone_2.clone();
            linked.id = landfall_core::id::ZoneId(id);
            linked.owner = zone_1.owner;
            linked.key = key.to_owned();
            linked.access_points = points;
            world.define(linked).await;
            let answer = accepted(&world, &[accept]).await;
            let expected = match (in_json, link) {
                (true, _) => format!(r#""link":"{link}""#),
                (false, "") => "<link/>".to_owned(),
                (false, _) => format!("<link>{link}</link>"),
            };
            assert!(answer.body.contains(&expected), "{}", answer.body);
            world.remove(id).await;
        }
    }
}
