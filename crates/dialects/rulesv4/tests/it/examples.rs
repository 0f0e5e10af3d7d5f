//! The contract's examples (sections 4 and 9), byte for byte but for white space.

use http::Method;

use crate::support::{STATUS, TOK, World, minified};

#[tokio::test]
async fn the_status_of_fixture_g1() {
    let world = World::new().await;
    let answer = world.get(STATUS).await;
    answer.is(200, &minified(include_str!("../golden/propagating.json")));
}

/// What the vendor's page shows of it: its first and its last three POPs.
#[tokio::test]
async fn the_status_shows_what_the_vendor_s_sample_shows() {
    let body = World::new().await.get(STATUS).await.body;
    let first = r#"{"Status":"propagating","Percent_propagated":2.666083916083916,"Pops":[{"name":"South America : Valparaiso, Chile","percentage_propagated":5.263157894736842},"#;
    assert!(body.starts_with(first), "{body}");
    let last = r#",{"name":"South America : Lima, Peru","percentage_propagated":10.0},{"name":"North America : San Jose","percentage_propagated":4.0},{"name":"Australia : Auckland","percentage_propagated":3.7037037037037033}]}"#;
    assert!(body.ends_with(last), "{body}");
}

#[tokio::test]
async fn the_status_of_fixture_g1_in_xml() {
    let world = World::new().await;
    let golden: String = include_str!("../golden/propagating.xml")
        .lines()
        .map(str::trim)
        .collect();
    for (accept, content_type) in [
        ("application/xml", "application/xml; charset=utf-8"),
        (
            "text/xml, application/json;q=0.5",
            "text/xml; charset=utf-8",
        ),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/xml; charset=utf-8",
        ),
    ] {
        let headers = [("authorization", TOK), ("accept", accept)];
        let answer = world.call(Method::GET, STATUS, &headers).await;
        assert_eq!((answer.status, &answer.body), (200, &golden), "{accept}");
        assert_eq!(answer.header("content-type"), Some(content_type));
        assert_eq!(answer.header("cache-control"), Some("private"));
    }
}

#[tokio::test]
async fn anything_else_than_xml_is_json() {
    let world = World::new().await;
    let plain = world.get(STATUS).await;
    for accept in [
        "",
        "*/*",
        "application/json",
        "text/html",
        "nonsense",
        "application/xml;q=0",
    ] {
        let headers = [("authorization", TOK), ("accept", accept)];
        let answer = world.call(Method::GET, STATUS, &headers).await;
        assert_eq!(answer, plain, "{accept}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let world = World::new().await;
    let get = world.get(STATUS).await;
    let headers = [("authorization", TOK)];
    let head = world.call(Method::HEAD, STATUS, &headers).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.headers, get.headers);
    let staging = STATUS.replace("123456", "123455");
    let head = world.call(Method::HEAD, &staging, &headers).await;
    assert_eq!((head.status, head.body.as_str()), (500, ""));
    assert_eq!(head.headers, world.get(&staging).await.headers);
}
