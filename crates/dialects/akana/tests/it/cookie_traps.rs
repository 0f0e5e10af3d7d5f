//! Traps 13 to 18: sessions, CSRF and both cookies.

use std::{sync::Arc, time::Duration};

use landfall_akana::FAILURES;
use landfall_http::{
    faces::{Face, Faces},
    guard::Guarded,
    host::HostPolicy,
    listen::{ListenConfig, Listener},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
};

use crate::{
    fixture::{ADMIN, OTHER_ADMIN, PASSWORD},
    world::{Answer, OTHER_HOST, Visitor, World},
};

const ZONES: &str = "/api/deploymentzones";
const STATUS: &str = "/api/login/status";
const RENEW: &str = "/api/login/renewToken";
const LOGOUT: &str = "/api/login/logout";
const CSRF_FAULT: &str = r#"{"faultcode":"Client","faultstring":"The CSRF header of this session is missing or not valid"}"#;

async fn write(world: &World, visitor: &Visitor, header: Option<(&str, &str)>) -> Answer {
    let mut headers = vec![("cookie", visitor.cookie.as_str())];
    headers.extend(header);
    world.send("POST", LOGOUT, &headers, "").await
}

#[tokio::test]
async fn trap_13_writes_need_the_csrf_header_and_reads_do_not() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    assert_eq!(world.get(&admin, ZONES, &[]).await.status, 200);
    let stale = world.login(ADMIN).await.csrf;
    for header in [
        None,
        Some(("X-Csrf-Token_acmepaymentscorp", "wrong")),
        Some(("X-Csrf-Token_acmepaymentscorp", "")),
        Some(("X-Csrf-Token_acmepaymentscorp", stale.as_str())),
        Some(("X-Csrf-Token_globex", admin.csrf.as_str())),
        Some(("Csrf-Token_acmepaymentscorp", admin.csrf.as_str())),
    ] {
        let refused = write(&world, &admin, header).await;
        assert_eq!(refused.shown(), (401, CSRF_FAULT), "{header:?}");
        assert!(refused.cookies().is_empty());
        assert_eq!(world.get(&admin, STATUS, &[]).await.status, 200);
    }
    let renewal = [("cookie", admin.cookie.as_str())];
    let refused = world.send("POST", RENEW, &renewal, "").await;
    assert_eq!(refused.shown(), (401, CSRF_FAULT));
    let name = "x-csrf-token_ACMEPAYMENTSCORP";
    let done = write(&world, &admin, Some((name, &admin.csrf))).await;
    assert_eq!(done.status, 200);
    assert_eq!(world.get(&admin, STATUS, &[]).await.status, 401);
}

#[tokio::test]
async fn the_tenants_settings_say_what_needs_the_csrf_header() {
    let world = World::new().await;
    world.set_csrf(true, false).await;
    let admin = world.login(ADMIN).await;
    let csrf = ("X-Csrf-Token_acmepaymentscorp", admin.csrf.as_str());
    assert_eq!(
        world.get(&admin, ZONES, &[]).await.shown(),
        (401, CSRF_FAULT)
    );
    assert_eq!(world.get(&admin, ZONES, &[csrf]).await.status, 200);
    let head = [("cookie", admin.cookie.as_str())];
    assert_eq!(world.send("HEAD", ZONES, &head, "").await.status, 401);
    assert_eq!(
        world.get(&admin, STATUS, &[]).await.status,
        200,
        "the status never needs it"
    );
    assert_eq!(world.send("POST", RENEW, &head, "").await.status, 200);
    assert_eq!(write(&world, &admin, None).await.status, 200);
}

/// The contract asks for a proxy of ours; what its own listener does with the underscore decides.
#[tokio::test]
async fn trap_14_a_header_name_with_an_underscore_reaches_the_handler() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let guarded = Guarded::new(world.router.clone(), FAILURES, Duration::from_secs(30));
    let face = Face::new("akana", |path| path.starts_with("/api"), guarded);
    let faces = Faces::new(vec![face], HostPolicy::Any, Arc::new(()));
    let listener = Listener::bind(ListenConfig::new(([127, 0, 0, 1], 0).into())).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(listener.serve(faces, async {
        let _ = stopped.await;
    }));
    for (csrf, status) in [("wrong", "401"), (admin.csrf.as_str(), "200")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST {RENEW} HTTP/1.1\r\nHost: acme.example\r\nCookie: {}\r\nX-Csrf-Token_acmepaymentscorp: {csrf}\r\n\
             Content-Length: 0\r\nConnection: close\r\n\r\n",
            admin.cookie
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let start = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&start), "{answer}");
    }
    stop.send(()).unwrap();
    serving.await.unwrap();
}

#[tokio::test]
async fn trap_15_the_csrf_cookie_is_set_with_both_settings_off_and_survives_joined_lines() {
    let world = World::new().await;
    world.set_csrf(false, false).await;
    let answer = world.try_login(ADMIN, PASSWORD, false).await;
    let joined = answer.cookies().join(", ");
    let token = joined
        .split("Csrf-Token_acmepaymentscorp=")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .unwrap();
    assert_eq!(token, Visitor::of(&answer).csrf);
    assert!(token.starts_with("TokenID"), "{token}");
    assert!(
        token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
        "{token}"
    );
}

#[tokio::test]
async fn trap_16_secure_over_tls_and_only_there() {
    let world = World::new().await;
    for (secure, end) in [(false, ""), (true, "; Secure")] {
        let answer = world.try_login(ADMIN, PASSWORD, secure).await;
        let visitor = Visitor::of(&answer);
        let (cookie, csrf) = (visitor.cookie, visitor.csrf);
        assert_eq!(
            answer.cookies(),
            [
                format!("{cookie}; Path=/; Max-Age=1800; SameSite=Lax; HttpOnly{end}"),
                format!(
                    "Csrf-Token_acmepaymentscorp={csrf}; Path=/; Max-Age=1800; SameSite=Lax{end}"
                ),
            ]
        );
        assert!(cookie.starts_with("AtmoAuthToken_acmepaymentscorp=TokenID"));
    }
}

#[tokio::test]
async fn trap_17_no_renewal_after_the_end_and_nothing_after_signing_out() {
    let world = World::new().await;
    let late = world.login(ADMIN).await;
    world.clock.advance(1801);
    assert_eq!(world.post(&late, RENEW).await.status, 401);

    let admin = world.login(ADMIN).await;
    let out = world.post(&admin, LOGOUT).await;
    assert_eq!(out.shown(), (200, ""));
    assert_eq!(
        out.cookies(),
        [
            "AtmoAuthToken_acmepaymentscorp=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly",
            "Csrf-Token_acmepaymentscorp=; Path=/; Max-Age=0; SameSite=Lax",
        ]
    );
    assert_eq!(world.get(&admin, ZONES, &[]).await.status, 401);
}

#[tokio::test]
async fn trap_18_only_the_cookie_of_the_hosts_tenant_counts() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let other = world.login(OTHER_ADMIN).await;
    let both = format!("{}; {}", other.cookie, admin.cookie);
    let status = async |host: &str, cookie: &str| {
        let headers = [("host", host), ("cookie", cookie)];
        let answer = world.send("GET", STATUS, &headers, "").await;
        (
            answer.status.as_u16(),
            answer.body.contains("siteusers.globex"),
        )
    };
    assert_eq!(status("acme.example", &both).await, (200, false));
    assert_eq!(status(OTHER_HOST, &both).await, (200, true));
    assert_eq!(status("acme.example", &other.cookie).await, (401, false));
    assert_eq!(status(OTHER_HOST, &admin.cookie).await, (401, false));
    let renamed = admin.cookie.replace("acmepaymentscorp=", "globex=");
    assert_eq!(status(OTHER_HOST, &renamed).await, (401, false));
}
