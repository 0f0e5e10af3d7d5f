//! People: signing in, the cookie, and the header that goes with it.

use http::Method;
use landfall_core::model::{Role, RoleBinding};
use landfall_demo::{
    credentials::{BUSINESS_ADMIN_EMAIL, PASSWORD},
    ids,
};

use crate::support::{RESOURCES, World, session};

const SESSION: &str = "/landfall/v1/session";

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let world = World::new().await;
    let answer = world.sign_in_as(BUSINESS_ADMIN_EMAIL, PASSWORD).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("location"), Some(SESSION));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("landfall_session=acmepaymentscorp.TokenID-"),
        "{cookie}"
    );
    for part in [
        "; HttpOnly",
        "; SameSite=Strict",
        "; Path=/landfall",
        "; Max-Age=1800",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "not over TLS");
    let json = answer.json();
    assert_eq!(json["tenant"], "acmepaymentscorp");
    assert_eq!(json["roles"][0]["role"], "business-admin");
    assert_eq!(json["expires_at"], "2021-11-08T08:30:00Z");
    assert!(
        !answer
            .body
            .contains(cookie.split(['=', ';']).nth(1).unwrap())
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_for_tls() {
    let world = World::new().await;
    let body =
        serde_json::json!({ "email": BUSINESS_ADMIN_EMAIL, "password": PASSWORD }).to_string();
    let mut request = http::Request::post(SESSION)
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body))
        .unwrap();
    request.extensions_mut().insert(landfall_http::peer::Peer {
        secure: true,
        ..landfall_http::peer::Peer::LOCAL
    });
    let answer = world.send(request).await;
    assert!(answer.header("set-cookie").unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn every_call_by_cookie_needs_the_csrf_header_reads_included() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let (_, another) = world.signed_in().await;
    let mut paths: Vec<String> = RESOURCES
        .iter()
        .map(|(name, _)| format!("/landfall/v1/{name}"))
        .collect();
    paths.push(SESSION.to_owned());
    for path in paths {
        for method in [Method::GET, Method::HEAD] {
            let cookie = ("cookie", cookie.as_str());
            let without = world.call(method.clone(), &path, &[cookie]).await;
            assert_eq!(without.status, 403, "{method} {path}");
            for wrong in ["", "x", another.as_str()] {
                let answer = world
                    .call(method.clone(), &path, &[cookie, ("x-landfall-csrf", wrong)])
                    .await;
                assert_eq!(answer.status, 403, "{method} {path} {wrong}");
            }
            let both = [cookie, ("x-landfall-csrf", &csrf), ("x-landfall-csrf", "x")];
            assert_eq!(world.call(method.clone(), &path, &both).await.status, 403);
            let right = world
                .call(method.clone(), &path, &[cookie, ("x-landfall-csrf", &csrf)])
                .await;
            assert_eq!(right.status, 200, "{method} {path} {right:?}");
        }
    }
    let out = world
        .call(Method::DELETE, SESSION, &[("cookie", &cookie)])
        .await;
    out.is_problem(403, "csrf-required");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let shown = world.call(Method::GET, SESSION, &headers).await;
    assert_eq!(shown.json()["csrf_token"], csrf.as_str());
    let out = world.call(Method::DELETE, SESSION, &headers).await;
    assert_eq!((out.status, out.body.as_str()), (204, ""));
    assert!(
        out.header("set-cookie")
            .unwrap()
            .starts_with("landfall_session=; ")
    );
    world
        .call(Method::GET, SESSION, &headers)
        .await
        .is_problem(401, "unauthenticated");
    world
        .call(Method::DELETE, SESSION, &headers)
        .await
        .is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_and_forged_ones_never_begin() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let call = async |cookie: &str| {
        let headers = [("cookie", cookie), ("x-landfall-csrf", csrf.as_str())];
        world
            .call(Method::GET, "/landfall/v1/pops", &headers)
            .await
            .status
    };
    assert_eq!(call(&cookie).await, 200);
    for forged in [
        cookie.replace("acmepaymentscorp", "other"),
        format!("{cookie}x"),
        "landfall_session=acmepaymentscorp.TokenID-AAAA".to_owned(),
        format!("{cookie}; {cookie}"),
    ] {
        assert_eq!(call(&forged).await, 401, "{forged}");
    }
    world.clock.advance(1800);
    assert_eq!(call(&cookie).await, 401);
}

#[tokio::test]
async fn wrong_credentials_look_alike_and_too_many_have_to_wait() {
    let world = World::new().await;
    let unknown = world
        .sign_in_as("nobody@acmepaymentscorp.example", "x")
        .await;
    unknown.is_problem(401, "wrong-credentials");
    assert_eq!(world.sign_in_as(BUSINESS_ADMIN_EMAIL, "x").await, unknown);
    let json = [("content-type", "application/json")];
    let elsewhere = r#"{"tenant":"elsewhere","email":"a@b.example","password":"x"}"#;
    assert_eq!(world.post(SESSION, &json, elsewhere).await, unknown);
    for _ in 0..9 {
        world.sign_in_as(BUSINESS_ADMIN_EMAIL, "x").await;
    }
    let refused = world.sign_in_as(BUSINESS_ADMIN_EMAIL, PASSWORD).await;
    refused.is_problem(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("900"));
}

#[tokio::test]
async fn bodies_that_cannot_be_are_named() {
    let world = World::new().await;
    let json = [("content-type", "application/json; charset=utf-8")];
    for (body, pointer) in [
        ("", ""),
        ("[]", ""),
        (r#"{"email":"a@b.example"}"#, ""),
        (r#"{"email":"a@b.example","password":"x","more":1}"#, ""),
        (
            r#"{"tenant":"a b","email":"a@b.example","password":"x"}"#,
            "/tenant",
        ),
    ] {
        let answer = world.post(SESSION, &json, body).await;
        answer.is_problem(400, "invalid-body");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
        assert!(!answer.body.contains("\"x\""), "no password in an answer");
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
    ] {
        let answer = world
            .post(SESSION, &[("content-type", content_type)], "{}")
            .await;
        answer.is_problem(415, "unsupported-media-type");
    }
    world
        .post(SESSION, &[], "{}")
        .await
        .is_problem(415, "unsupported-media-type");
    let long = format!(r#"{{"email":"{}"}}"#, "x".repeat(20_000));
    world
        .post(SESSION, &json, &long)
        .await
        .is_problem(413, "payload-too-large");
    let html = [
        ("content-type", "application/json"),
        ("accept", "text/html"),
    ];
    world
        .post(SESSION, &html, "{}")
        .await
        .is_problem(406, "not-acceptable");
    let put = world.call(Method::PUT, SESSION, &[]).await;
    put.is_problem(405, "method-not-allowed");
    assert_eq!(put.header("allow"), Some("DELETE, GET, HEAD, POST"));
}

/// Gives user 77, who has none, a role in each of these organizations, and a password; then signs in.
async fn with_roles(world: &World, organizations: &[&str]) -> (String, String) {
    let bindings: Vec<RoleBinding> = organizations
        .iter()
        .map(|id| RoleBinding {
            user: ids::ACCOUNT_USER,
            organization: ids::organization(id),
            role: Role::ApiAdmin,
        })
        .collect();
    let admin = world
        .loaded
        .store
        .user_by_email(&ids::tenant(), BUSINESS_ADMIN_EMAIL)
        .await
        .unwrap()
        .unwrap();
    let hash = admin.password_hash.unwrap();
    world
        .write((bindings, hash), |transaction, (bindings, hash)| {
            Box::pin(async move {
                for binding in bindings {
                    transaction.bind_role(binding).await?;
                }
                let at = "2021-11-08T08:00:00Z".parse().unwrap();
                transaction.set_password(ids::ACCOUNT_USER, hash, at).await
            })
        })
        .await;
    session(&world.sign_in_as("ada@example.com", PASSWORD).await)
}

#[tokio::test]
async fn who_has_one_role_acts_there_and_who_has_several_says_where() {
    let world = World::new().await;
    let (cookie, csrf) = with_roles(&world, &[ids::MSP]).await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let read = async |path: &str| {
        world
            .call(Method::GET, &format!("/landfall/v1/{path}"), &headers)
            .await
    };
    let partner = world.partner().await;
    assert_eq!(
        read("customers").await.body,
        world.get_as("customers", &partner).await.body
    );
    read(&format!("customers?organization={}", ids::DISTRIBUTOR))
        .await
        .is_problem(404, "not-found");
    read("clients").await.is_problem(403, "forbidden");

    let other = World::new().await;
    let (cookie, csrf) = with_roles(&other, &[ids::MSP, ids::CUSTOMER]).await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let read = async |path: &str| {
        other
            .call(Method::GET, &format!("/landfall/v1/{path}"), &headers)
            .await
    };
    let asked = read("customers").await;
    asked.is_problem(400, "organization-required");
    assert!(asked.body.contains(ids::MSP) && asked.body.contains(ids::CUSTOMER));
    let chosen = read(&format!("customers?organization={}", ids::CUSTOMER)).await;
    assert_eq!(chosen.column("id"), [ids::CUSTOMER]);
}

#[tokio::test]
async fn who_has_no_role_sees_nothing() {
    let world = World::new().await;
    let (cookie, csrf) = with_roles(&world, &[]).await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    world
        .call(Method::GET, "/landfall/v1/pops", &headers)
        .await
        .is_problem(403, "forbidden");
}
