//! Problems and their pages.

use http::Method;

use crate::support::World;

#[tokio::test]
async fn a_path_that_does_not_exist_is_a_problem() {
    let world = World::new().await;
    for path in [
        "/landfall",
        "/landfall/v1",
        "/landfall/v1/",
        "/landfall/v1/tenants",
        "/landfall/v2/pops",
        "/landfall/v1/pops/1/2",
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = world
                .call(
                    method,
                    path,
                    &[("authorization", "Bearer demo-native-token")],
                )
                .await;
            answer.is_problem(404, "not-found");
            assert_eq!(answer.json()["instance"], path);
            assert!(answer.header("x-request-id").is_some());
        }
    }
}

#[tokio::test]
async fn every_type_leads_to_its_page() {
    let world = World::new().await;
    let index = world
        .call(Method::GET, "/landfall/docs/problems", &[])
        .await;
    assert_eq!(
        index.header("content-type"),
        Some("text/markdown; charset=utf-8")
    );
    let links: Vec<&str> = index
        .body
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    assert!(links.len() >= 15, "{links:?}");
    for link in links {
        let page = world.call(Method::GET, link, &[]).await;
        assert_eq!(page.status, 200, "{link}");
        assert!(page.body.starts_with("# "), "{link}");
        let html = world
            .call(
                Method::GET,
                link,
                &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")],
            )
            .await;
        assert_eq!(
            html.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(html.body.starts_with("<!doctype html>"));
        assert_eq!(
            html.header("content-security-policy"),
            Some("default-src 'none'; style-src 'unsafe-inline'")
        );
        let tag = page.header("etag").unwrap();
        assert_eq!(
            world
                .call(Method::GET, link, &[("if-none-match", tag)])
                .await
                .status,
            304
        );
        world
            .call(Method::POST, link, &[])
            .await
            .is_problem(405, "method-not-allowed");
    }
    world
        .call(Method::GET, "/landfall/docs/problems/nothing", &[])
        .await
        .is_problem(404, "not-found");
}

#[tokio::test]
async fn a_panic_and_a_deadline_are_problems_too() {
    use http_body_util::BodyExt;
    use landfall_http::guard::Failures;
    let (head, ()) = http::Request::get("/landfall/v1/pops?x=y")
        .body(())
        .unwrap()
        .into_parts();
    for (response, status, kind) in [
        (
            landfall_native::FAILURES.panicked(landfall_native::FAILURES.keep(&head)),
            500,
            "internal",
        ),
        (
            landfall_native::FAILURES.timed_out(landfall_native::FAILURES.keep(&head)),
            503,
            "unavailable",
        ),
    ] {
        assert_eq!(response.status(), status);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(json["type"], format!("/landfall/docs/problems/{kind}"));
        assert_eq!(
            json["instance"], "/landfall/v1/pops",
            "without the query, which may hold what is nobody's business"
        );
    }
}
