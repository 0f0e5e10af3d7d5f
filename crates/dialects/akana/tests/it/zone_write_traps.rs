//! Traps 13, 14, 19 to 23 and 25 as far as they speak of writing zones.

use crate::{
    fixture::{ADMIN, GRANTED, NOBODY, READER, SUB_ADMIN},
    world::World,
};

const ZONES: &str = "/api/deploymentzones";
const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const SAMPLE_1: &str = include_str!("../golden/sample_1.json");
const LEAST: &str = r#"{"Name":"N","ContainerKey":"container-1051"}"#;

fn writes() -> [(&'static str, String, &'static str); 4] {
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    [
        ("POST", ZONES.to_owned(), LEAST),
        ("PUT", ZONE.to_owned(), LEAST),
        ("PUT", format!("{ZONE}/associations"), none),
        ("DELETE", ZONE.to_owned(), ""),
    ]
}

#[tokio::test]
async fn trap_13_a_write_without_the_csrf_header_changes_nothing() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let stale = world.login(ADMIN).await.csrf;
    let cookie = ("cookie", admin.cookie.as_str());
    let json = ("content-type", "application/json");
    let body = r#"{"faultcode":"Client","faultstring":"The CSRF header of this session is missing or not valid"}"#;
    for (method, path, sent) in writes() {
        for header in [
            None,
            Some(("X-Csrf-Token_globex", admin.csrf.as_str())),
            Some(("X-Csrf-Token_acmepaymentscorp", "wrong")),
            Some(("X-Csrf-Token_acmepaymentscorp", &stale)),
        ] {
            let mut headers = vec![cookie, json];
            headers.extend(header);
            let refused = world.send(method, &path, &headers, sent).await;
            assert_eq!(refused.shown(), (401, body), "{method} {path} {header:?}");
        }
        let without = world.send(method, &path, &[json], sent).await;
        assert_eq!(without.status, 401, "{method} {path}");
        assert_eq!(world.zones("").await.shown(), (200, SAMPLE_1));
    }
    // Where the tenant does not ask for it, it is not needed.
    world.set_csrf(false, false).await;
    for (method, path, sent) in writes() {
        let done = world.send(method, &path, &[cookie, json], sent).await;
        assert_eq!(done.status, 200, "{method} {path} {}", done.body);
    }
}

#[tokio::test]
async fn trap_19_a_deletion_whose_answer_is_not_taken_deletes_nothing() {
    let world = World::new().await;
    for accept in [
        "application/json",
        "application/xml",
        "text/plain;q=0, */*",
        "text/html",
    ] {
        let headers = [("accept", accept)];
        let refused = world.write_as(ADMIN, ("DELETE", ZONE), &headers, "").await;
        assert_eq!(refused.status, 406, "{accept}");
        assert!(refused.body.contains("text/plain"), "{}", refused.body);
        assert_eq!(world.zones("").await.shown(), (200, SAMPLE_1));
    }
}

#[tokio::test]
async fn trap_20_the_paths_zone_is_changed_and_unknown_members_are_named() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let other = r#"{"DeploymentZoneID":"c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp","ContainerName":"x","Name":"Changed",
                    "ContainerKey":"container-1051"}"#;
    let put = world.write(&admin, ("PUT", ZONE), &[], other).await;
    assert_eq!(put.status, 200);
    let start = r#"{"DeploymentZoneID":"container-1051.acmepaymentscorp","Name":"Changed","#;
    assert!(put.body.starts_with(start), "{}", put.body);
    assert!(put.body.contains(r#""ContainerName":"Akana US West""#));
    assert_eq!(world.get(&admin, ZONE, &[]).await.shown(), put.shown());
    let unknown = r#"{"Name":"N","ContainerKey":"container-1051","Colour":"red","name":1}"#;
    let text = r#"{"faultcode":"Client","faultstring":"The body has an unknown member: Colour; The body has an unknown member: name"}"#;
    for call in [("PUT", ZONE), ("POST", ZONES)] {
        let refused = world.write(&admin, call, &[], unknown).await;
        assert_eq!(refused.shown(), (400, text));
    }
    assert_eq!(world.get(&admin, ZONE, &[]).await.shown(), put.shown());
}

#[tokio::test]
async fn trap_21_a_host_name_is_wanted_where_it_is_allowed_and_dropped_where_not() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let body = |behavior: &str, host: &str| {
        format!(
            r#"{{"Name":"N","ContainerKey":"container-1051","AddressOverrideBehavior":"com.akana.{behavior}"{host}}}"#
        )
    };
    let host = r#","HostName":"testing.acmepaymentscorp.com""#;
    for call in [("POST", ZONES), ("PUT", ZONE)] {
        let refused = world.write(&admin, call, &[], &body("allow", "")).await;
        let text = r#"{"faultcode":"Client","faultstring":"HostName: present exactly when AddressOverrideBehavior is com.akana.allow"}"#;
        assert_eq!(refused.shown(), (400, text));
        let dropped = world
            .write(&admin, call, &[], &body("dontallow", host))
            .await;
        assert_eq!(dropped.status, 200);
        assert!(!dropped.body.contains("HostName\":\""), "{}", dropped.body);
        assert!(dropped.body.contains("http://gateway.akana.com:80"));
        let kept = world.write(&admin, call, &[], &body("allow", host)).await;
        assert!(kept.body.contains(host), "{}", kept.body);
        assert!(kept.body.contains("http://testing.acmepaymentscorp.com:80"));
    }
}

#[tokio::test]
async fn trap_22_an_empty_location_is_unknown() {
    let world = World::new().await;
    let body = r#"{"Name":"N","ContainerKey":"container-1051","Location":"","Description":""}"#;
    let put = world.write_as(ADMIN, ("PUT", ZONE), &[], body).await;
    assert_eq!(put.status, 200);
    assert!(!put.body.contains("Location"), "{}", put.body);
    assert!(put.body.contains(r#""Description":"","#));
}

#[tokio::test]
async fn trap_23_transient_zones_vanish_with_the_first_zone_and_return_with_the_last() {
    let world = World::without_zones().await;
    let admin = world.login(ADMIN).await;
    let transient = include_str!("../golden/transient.json");
    assert_eq!(world.zones("").await.shown(), (200, transient));
    let conflict = "/api/deploymentzones/container-1053.acmepaymentscorp";
    let pairs = format!("{conflict}/associations");
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    let calls = [
        ("PUT", conflict, LEAST),
        ("PUT", &pairs, none),
        ("DELETE", conflict, ""),
    ];
    for (method, path, body) in calls {
        let refused = world.write(&admin, (method, path), &[], body).await;
        assert_eq!(refused.status, 409, "{method} {path}");
        assert!(refused.body.contains("was not defined"), "{}", refused.body);
    }
    // A tag is looked at first.
    let headers = [("if-match", "\"0\"")];
    let stale = world
        .write(&admin, ("DELETE", conflict), &headers, "")
        .await;
    assert_eq!(stale.status, 412);
    let tag = world.get(&admin, conflict, &[]).await;
    let headers = [("if-match", tag.header("etag"))];
    let seen = world
        .write(&admin, ("DELETE", conflict), &headers, "")
        .await;
    assert_eq!(seen.status, 409);
    let absent = conflict.replace("1053", "9");
    let unknown = world.write(&admin, ("DELETE", &absent), &[], "").await;
    assert_eq!(unknown.status, 404);

    // Wherever in the tenant it is defined.
    let context = format!("{ZONES}?ContextID={GRANTED}.acmepaymentscorp");
    let added = world.write(&admin, ("POST", &context), &[], LEAST).await;
    let zone: serde_json::Value = serde_json::from_str(&added.body).unwrap();
    let id = zone["DeploymentZoneID"].as_str().unwrap();
    let empty = r#"{"DeploymentZoneInfo":[]}"#;
    assert_eq!(world.zones("").await.shown(), (200, empty));
    for (method, path, body) in calls {
        let refused = world.write(&admin, (method, path), &[], body).await;
        assert_eq!(refused.status, 404, "{method} {path}");
    }
    let own = format!("{ZONES}/{id}?ContextID={GRANTED}.acmepaymentscorp");
    let gone = world.write(&admin, ("DELETE", &own), &[], "").await;
    assert_eq!(gone.shown(), (200, id));
    assert_eq!(world.zones("").await.shown(), (200, transient));
}

#[tokio::test]
async fn trap_25_who_may_not_write_changes_nothing() {
    let world = World::new().await;
    let body = r#"{"faultcode":"Client","faultstring":"There is no such organization, or you may not do this there"}"#;
    for email in [READER, NOBODY, SUB_ADMIN] {
        let visitor = world.login(email).await;
        for (method, path, sent) in writes() {
            let refused = world.write(&visitor, (method, &path), &[], sent).await;
            assert_eq!(refused.shown(), (403, body), "{email} {method} {path}");
        }
    }
    for context in [
        "junk",
        "00000000-0000-4000-8000-000000000000.acmepaymentscorp",
        "tenantbusiness.globex",
    ] {
        for (method, path, sent) in writes() {
            let path = format!("{path}?ContextID={context}");
            let refused = world.write_as(ADMIN, (method, &path), &[], sent).await;
            assert_eq!(refused.shown(), (403, body), "{method} {path}");
        }
    }
    assert_eq!(world.zones("").await.shown(), (200, SAMPLE_1));
}
