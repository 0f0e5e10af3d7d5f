//! Who gets in, and who may see whom: every operation.

use http::Method;
use landfall_demo::{credentials::API_ADMIN_EMAIL, credentials::PASSWORD, ids};

use crate::support::{RESOURCES, World, session};

/// Every path that is read with credentials.
fn reads() -> Vec<String> {
    let lists = RESOURCES
        .iter()
        .map(|(name, _)| format!("/landfall/v1/{name}"));
    let shows = RESOURCES.iter().map(|(name, id)| {
        format!(
            "/landfall/v1/{name}/{}",
            if id.is_empty() { "1" } else { id }
        )
    });
    lists.chain(shows).collect()
}

/// The method that changes something at a path that can be read.
fn writes(path: &str) -> Vec<Method> {
    match path.trim_start_matches("/landfall/v1/").split_once('/') {
        None if [
            "/customers",
            "/deploy-requests",
            "/deployments",
            "/fulfillments",
            "/organizations",
            "/policies",
            "/zones",
        ]
        .iter()
        .any(|end| path.ends_with(end)) =>
        {
            vec![Method::POST]
        }
        Some(("customers" | "deployments" | "organizations" | "policies", _)) => {
            vec![Method::PATCH]
        }
        Some(("zones", _)) => vec![Method::DELETE, Method::PATCH],
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn nobody_reads_without_a_token_or_with_one_that_opens_nothing() {
    let world = World::new().await;
    for path in reads() {
        let answer = world.call(Method::GET, &path, &[]).await;
        answer.is_problem(401, "unauthenticated");
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Bearer realm=\"landfall\"")
        );
        for authorization in [
            "Bearer nothing",
            "Bearer demo-token",
            "Basic YTpi",
            "Bearer",
        ] {
            let answer = world
                .call(Method::GET, &path, &[("authorization", authorization)])
                .await;
            answer.is_problem(401, "unauthenticated");
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(
                challenge.ends_with("error=\"invalid_token\""),
                "{challenge}"
            );
        }
    }
}

#[tokio::test]
async fn a_header_decides_whatever_cookie_comes_with_it() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let headers = [
        ("authorization", "Bearer nothing"),
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    world
        .call(Method::GET, "/landfall/v1/pops", &headers)
        .await
        .is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn head_is_get_without_a_body_and_other_methods_are_refused() {
    let world = World::new().await;
    let authorization = [("authorization", "Bearer demo-native-token")];
    for path in reads() {
        let got = world.call(Method::GET, &path, &authorization).await;
        let head = world.call(Method::HEAD, &path, &authorization).await;
        assert_eq!(
            (head.status, head.body.as_str()),
            (got.status, ""),
            "{path}"
        );
        assert_eq!(head.header("etag"), got.header("etag"), "{path}");
        let writes = writes(&path);
        for method in [
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            if writes.contains(&method) {
                continue;
            }
            let refused = world.call(method, &path, &authorization).await;
            refused.is_problem(405, "method-not-allowed");
            let mut allowed = vec!["GET", "HEAD"];
            allowed.extend(writes.iter().map(Method::as_str));
            if writes.contains(&Method::DELETE) {
                allowed.sort_unstable();
            }
            let allowed = Some(allowed.join(", "));
            assert_eq!(refused.header("allow"), allowed.as_deref(), "{path}");
        }
    }
}

#[tokio::test]
async fn what_the_caller_has_already_is_not_sent_again() {
    let world = World::new().await;
    for (name, id) in RESOURCES {
        for path in [
            format!("/landfall/v1/{name}"),
            format!("/landfall/v1/{name}/{id}"),
        ] {
            let authorization = ("authorization", "Bearer demo-native-token");
            let first = world.call(Method::GET, &path, &[authorization]).await;
            if first.status != 200 {
                assert!(id.is_empty(), "{path}: {first:?}");
                continue;
            }
            let tag = first.header("etag").unwrap();
            assert!(tag.starts_with('"'), "strong: {tag}");
            assert_eq!(first.header("cache-control"), Some("private, no-cache"));
            let again = world
                .call(Method::GET, &path, &[authorization, ("if-none-match", tag)])
                .await;
            assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
            assert_eq!(again.header("etag"), Some(tag));
            let other = world
                .call(
                    Method::GET,
                    &path,
                    &[authorization, ("if-none-match", "\"x\"")],
                )
                .await;
            assert_eq!(other.body, first.body);
        }
    }
}

#[tokio::test]
async fn answers_are_json_or_nothing() {
    let world = World::new().await;
    for path in reads() {
        let authorization = ("authorization", "Bearer demo-native-token");
        let refused = world
            .call(
                Method::GET,
                &path,
                &[authorization, ("accept", "text/html")],
            )
            .await;
        refused.is_problem(406, "not-acceptable");
        for accept in ["*/*", "application/json", "application/*;q=0.1, text/html"] {
            let answer = world
                .call(Method::GET, &path, &[authorization, ("accept", accept)])
                .await;
            assert_ne!(answer.status, 406, "{path} {accept}");
        }
    }
}

#[tokio::test]
async fn clients_and_users_are_for_administrators() {
    let world = World::new().await;
    world.let_in(50, None, "reader", false).await;
    let reader = session(&world.sign_in_as(API_ADMIN_EMAIL, PASSWORD).await);
    let headers = [
        ("cookie", reader.0.as_str()),
        ("x-landfall-csrf", reader.1.as_str()),
    ];
    for path in [
        "clients",
        "users",
        "clients/swo-app",
        "clients/nobody",
        "users/2",
        "users/999",
    ] {
        world
            .get_as(path, "reader")
            .await
            .is_problem(403, "forbidden");
        let path = format!("/landfall/v1/{path}");
        world
            .call(Method::GET, &path, &headers)
            .await
            .is_problem(403, "forbidden");
    }
    let admin = world.signed_in().await;
    let headers = [
        ("cookie", admin.0.as_str()),
        ("x-landfall-csrf", admin.1.as_str()),
    ];
    for (path, id) in [("clients", "swo-app"), ("users", "2")] {
        let listed = world
            .call(Method::GET, &format!("/landfall/v1/{path}"), &headers)
            .await;
        assert!(listed.column("id").contains(&id.to_owned()));
        let shown = world
            .call(Method::GET, &format!("/landfall/v1/{path}/{id}"), &headers)
            .await;
        assert_eq!(shown.status, 200);
        for secret in ["secret", "hash", "argon2"] {
            assert!(
                !shown.body.contains(secret) && !listed.body.contains(secret),
                "{secret}"
            );
        }
    }
}

#[tokio::test]
async fn events_about_who_may_call_are_for_administrators() {
    let world = World::new().await;
    world.signed_in().await;
    world.partner().await;
    world.let_in(50, None, "reader", false).await;
    let all = world.get("events?page_size=500").await.column("resource");
    assert!(
        all.contains(&"user".to_owned()) && all.contains(&"token".to_owned()),
        "{all:?}"
    );
    let open = world
        .get_as("events?page_size=500", "reader")
        .await
        .column("resource");
    let others: Vec<_> = all
        .into_iter()
        .filter(|kind| kind != "user" && kind != "token")
        .collect();
    assert_eq!(open, others);
    let asked = world
        .get_as("events?filter=resource%3Duser", "reader")
        .await
        .column("resource");
    assert!(asked.is_empty());
}

#[tokio::test]
async fn a_caller_narrows_its_view_to_an_organization_in_it() {
    let world = World::new().await;
    let partner = world.partner().await;
    let ids_of = |answer: crate::support::Answer| answer.column("id");
    let whole = ids_of(world.get("customers").await);
    let below = ids_of(
        world
            .get(&format!("customers?organization={}", ids::MSP))
            .await,
    );
    assert_eq!(below, ids_of(world.get_as("customers", &partner).await));
    assert!(below.len() < whole.len() && !below.is_empty());
    let itself = ids_of(
        world
            .get(&format!(
                "customers?organization={}",
                ids::TENANT_ORGANIZATION
            ))
            .await,
    );
    assert_eq!(itself, whole);
    // Outside of the view, absent, and of another form.
    let absent = uuid::Uuid::from_u128(7);
    let outside = world
        .get_as(&format!("pops?organization={}", ids::DISTRIBUTOR), &partner)
        .await;
    outside.is_problem(404, "not-found");
    let none = world
        .get_as(&format!("pops?organization={absent}"), &partner)
        .await;
    assert_eq!(none.body, outside.body);
    world
        .get("pops?organization=7")
        .await
        .is_problem(400, "invalid-parameter");
}

#[tokio::test]
async fn the_fleet_is_seen_by_who_sees_the_whole_tenant_and_pops_by_all() {
    let world = World::new().await;
    let partner = world.partner().await;
    assert_eq!(
        world.get_as("pops?page_size=500", &partner).await,
        world.get("pops?page_size=500").await
    );
    assert_eq!(world.get_as("pops/1", &partner).await.status, 200);
    for resource in ["servers", "gateway-groups"] {
        assert!(!world.get(resource).await.column("id").is_empty());
        assert!(
            world
                .get_as(resource, &partner)
                .await
                .column("id")
                .is_empty()
        );
        world
            .get_as(&format!("{resource}/1"), &partner)
            .await
            .is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn pops_are_told_with_their_servers_counted_to_who_sees_servers() {
    let world = World::new().await;
    let partner = world.partner().await;
    assert_eq!(
        world.get_as("pop-health", &partner).await.json()["pops"],
        serde_json::json!([])
    );
    let told = world.get("pop-health").await.json();
    let pops = told["pops"].as_array().unwrap();
    assert_eq!(
        pops.len(),
        world.get("pops?page_size=500").await.column("id").len()
    );
    let sum = |told: &serde_json::Value, name: &str| {
        let pops = told["pops"].as_array().unwrap().iter();
        pops.map(|pop| pop[name].as_u64().unwrap()).sum::<u64>()
    };
    let adn = world
        .get("pop-health?platform=adn&environment=production")
        .await
        .json();
    // 61 of 2,288 have landed what is at the head.
    assert_eq!((sum(&adn, "servers"), sum(&adn, "behind")), (2288, 2227));
    assert!(sum(&told, "servers") >= 2288);
    let other = world.get("pop-health?platform=http_large").await.json();
    assert!(sum(&other, "servers") + sum(&adn, "servers") <= sum(&told, "servers"));
    // An empty value is one that was not sent, as in lists.
    let empty = world.get("pop-health?platform=&environment=").await.json();
    assert_eq!(sum(&empty, "servers"), sum(&told, "servers"));
    world
        .get("pop-health?platform=nonsense")
        .await
        .is_problem(400, "invalid-parameter");
}
