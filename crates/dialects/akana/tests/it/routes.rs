//! Paths, methods and hosts.

use std::{collections::HashMap, sync::Arc};

use crate::{fixture::ADMIN, world::World};

const ZONES: &str = "/api/deploymentzones";
const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const UNKNOWN: &str = r#"{"faultcode":"Client","faultstring":"There is nothing at this path"}"#;

#[tokio::test]
async fn unknown_paths() {
    let world = World::new().await;
    for path in [
        "/api",
        "/api/",
        "/api/deploymentzones/",
        "/api//deploymentzones",
        "/api/DeploymentZones",
        "/api/deploymentzones/container-1051.acmepaymentscorp/",
        "/api/deploymentzones/container-1051.acmepaymentscorp/associations/",
        "/api/deploymentzones/container-1051.acmepaymentscorp/Associations",
        "/api/businesses/",
        "/api/Businesses",
        "/api/login/",
        "/api/login/renewtoken",
        "/api/%FF",
        "/api/%00",
    ] {
        for method in ["GET", "HEAD", "POST", "DELETE"] {
            let answer = world.send(method, path, &[], "").await;
            let body = if method == "HEAD" { "" } else { UNKNOWN };
            assert_eq!(answer.shown(), (404, body), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn other_methods_of_known_paths() {
    let world = World::new().await;
    for (path, allow) in [
        (ZONES, "GET, HEAD, POST"),
        (ZONE, "GET, HEAD, PUT, DELETE"),
        (
            "/api/deploymentzones/container-1051.acmepaymentscorp/associations",
            "PUT",
        ),
        ("/api/businesses", "GET, HEAD"),
        (
            "/api/businesses/tenantbusiness.acmepaymentscorp",
            "GET, HEAD",
        ),
        ("/api/login/status", "GET, HEAD"),
        ("/api/login", "POST"),
        ("/api/login/renewToken", "POST"),
        ("/api/login/logout", "POST"),
    ] {
        for method in [
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "X-ODD",
        ] {
            if allow.split(", ").any(|allowed| allowed == method) {
                continue;
            }
            let answer = world.send(method, path, &[], "").await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), allow, "{method} {path}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let cookie = [("cookie", admin.cookie.as_str())];
    for (path, headers) in [
        (ZONES, &cookie[..]),
        ("/api/login/status", &cookie),
        (ZONES, &[]),
        ("/api/deploymentzones?OrgKey=junk", &cookie),
        (ZONE, &cookie),
        ("/api/deploymentzones/nothing", &cookie),
        ("/api/businesses?Limit=1", &cookie),
        ("/api/businesses/tenantbusiness.acmepaymentscorp", &cookie),
        ("/api/businesses/junk", &cookie),
    ] {
        let get = world.send("GET", path, headers, "").await;
        let head = world.send("HEAD", path, headers, "").await;
        assert_eq!(head.status, get.status);
        assert_eq!(head.headers, get.headers);
        assert_eq!(head.header("content-length"), get.body.len().to_string());
        assert_eq!(head.body, "");
    }
}

#[tokio::test]
async fn a_host_without_a_tenant_has_no_paths() {
    let world = World::new().await;
    let settings = landfall_akana::AkanaSettings {
        hosts: HashMap::from([
            (
                "acme.example".to_owned(),
                "acmepaymentscorp".parse().unwrap(),
            ),
            ("gone.example".to_owned(), "gone".parse().unwrap()),
        ]),
        default_tenant: None,
    };
    let router = landfall_akana::router(Arc::clone(&world.control), settings);
    let world = World { router, ..world };
    for host in ["other.example", "gone.example", ""] {
        let answer = world.send("GET", ZONES, &[("host", host)], "").await;
        assert_eq!(answer.shown(), (404, UNKNOWN), "{host}");
        let login = world
            .send("POST", "/api/login", &[("host", host)], "")
            .await;
        assert_eq!(login.shown(), (404, UNKNOWN), "{host}");
    }
    let known = world
        .send("GET", ZONES, &[("host", "acme.EXAMPLE:81")], "")
        .await;
    assert_eq!(known.status, 401);
}
