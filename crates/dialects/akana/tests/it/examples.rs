//! The contract's examples, byte for byte.

use crate::{
    fixture::{ADMIN, GRANTED, OWNING},
    world::World,
};

const SAMPLE_1: &str = include_str!("../golden/sample_1.json");
const SAMPLE_2: &str = include_str!("../golden/sample_2.json");
const SAMPLE_3: &str = include_str!("../golden/sample_3.json");
const SAMPLE_3_XML: &str = include_str!("../golden/sample_3.xml");
const RSS: &str = include_str!("../golden/rss.json");
const RSS_XML: &str = include_str!("../golden/rss.xml");
const LOGIN: &str = include_str!("../golden/login.json");
const LOGIN_XML: &str = include_str!("../golden/login.xml");

const V84: (&str, &str) = ("accept", "application/vnd.soa.v84+json");

async fn expect(query: &str, accept: &str, body: &str) {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let path = format!("/api/deploymentzones{query}");
    let answer = world.get(&admin, &path, &[("accept", accept)]).await;
    assert_eq!(answer.shown(), (200, body));
    assert_eq!(answer.header("content-type"), accept);
}

#[tokio::test]
async fn sample_1_the_tenants_zones() {
    expect("", V84.1, SAMPLE_1).await;
}

#[tokio::test]
async fn sample_2_in_the_context_of_a_business() {
    let query = format!("?ContextID={GRANTED}.acmepaymentscorp");
    expect(&query, V84.1, SAMPLE_2).await;
}

#[tokio::test]
async fn sample_3_in_the_context_of_an_org_key() {
    let query = format!("?OrgKey=uddi%3Asoa.com%3Aatmosphere%3Abusiness%3A{OWNING}");
    expect(&query, V84.1, SAMPLE_3).await;
}

#[tokio::test]
async fn sample_3_in_xml() {
    let query = format!("?ContextID={OWNING}.acmepaymentscorp");
    for accept in [
        "application/vnd.soa.v84+xml",
        "application/vnd.soa.v81+xml",
        "application/xml",
    ] {
        expect(&query, accept, SAMPLE_3_XML).await;
    }
}

#[tokio::test]
async fn sample_1_as_a_feed() {
    expect("", "application/vnd.soa.v80+json", RSS).await;
    expect("", "text/xml", RSS_XML).await;
}

#[tokio::test]
async fn the_answer_to_a_sign_in() {
    let world = World::new().await;
    let body = r#"{"email":"jane@acme.example","password":"demo-password"}"#;
    let json = ("content-type", "application/json");
    let answer = world.send("POST", "/api/login", &[json], body).await;
    assert_eq!(answer.shown(), (200, LOGIN));
    assert_eq!(answer.header("content-type"), "application/json");
    let xml = ("accept", "text/xml");
    let answer = world.send("POST", "/api/login", &[json, xml], body).await;
    assert_eq!(answer.shown(), (200, LOGIN_XML));
    assert_eq!(answer.header("content-type"), "text/xml");
}

#[tokio::test]
async fn a_sign_in_in_xml() {
    let world = World::new().await;
    let body = "<l:Login xmlns:l='urn:x'><l:email>JANE@acme.example </l:email><l:password>demo-password</l:password></l:Login>";
    let xml = ("content-type", "application/vnd.soa.v81+xml");
    let answer = world.send("POST", "/api/login", &[xml], body).await;
    assert_eq!(answer.shown(), (200, LOGIN));
}
