//! The life of a session.

use landfall_control::{Clock as _, secret::hash};
use landfall_core::id::UserId;

use crate::{
    fixture::{ADMIN, READER, TENANT, tenant_id},
    world::{Visitor, World},
};

const STATUS: &str = "/api/login/status";
const RENEW: &str = "/api/login/renewToken";
const LOGOUT: &str = "/api/login/logout";

async fn status(world: &World, visitor: &Visitor) -> u16 {
    world.get(visitor, STATUS, &[]).await.status.as_u16()
}

#[tokio::test]
async fn a_session_lasts_half_an_hour_however_much_it_is_used() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    world.clock.advance(1799);
    let answer = world.get(&admin, STATUS, &[]).await;
    assert_eq!(
        answer.shown(),
        (200, include_str!("../golden/login.json")),
        "also the end that it names stays"
    );
    assert!(answer.cookies().is_empty());
    assert_eq!(answer.header("cache-control"), "no-store");
    world.clock.advance(1);
    assert_eq!(status(&world, &admin).await, 401);
}

#[tokio::test]
async fn renewal_gives_another_half_hour_and_leaves_the_previous_value() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    world.clock.advance(1000);
    let headers = [
        ("cookie", admin.cookie.as_str()),
        ("x-csrf-token_acmepaymentscorp", admin.csrf.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = world.send("POST", RENEW, &headers, "").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .body
            .contains(r#""authTokenValidUntil":"2020-01-24T00:30:20Z""#)
    );
    let renewed = Visitor::of(&answer);
    assert_ne!(renewed.cookie, admin.cookie);
    assert_ne!(renewed.csrf, admin.csrf);

    assert_eq!(status(&world, &admin).await, 200);
    world.clock.advance(800);
    assert_eq!(status(&world, &admin).await, 401);
    assert_eq!(status(&world, &renewed).await, 200);
    // The value of one session does not open a write of the other.
    let mixed = Visitor {
        csrf: admin.csrf,
        ..renewed.clone()
    };
    assert_eq!(world.post(&mixed, RENEW).await.status, 401);
    assert_eq!(world.post(&renewed, RENEW).await.status, 200);
}

#[tokio::test]
async fn signing_out_without_a_session_is_fine() {
    let world = World::new().await;
    for cookie in ["", "AtmoAuthToken_acmepaymentscorp=TokenID-forged"] {
        let answer = world.send("POST", LOGOUT, &[("cookie", cookie)], "").await;
        assert_eq!(answer.shown(), (200, ""));
        assert_eq!(answer.cookies().len(), 2);
        assert_eq!(answer.header("content-type"), "");
    }
    let admin = world.login(ADMIN).await;
    world.clock.advance(1800);
    let headers = [("cookie", admin.cookie.as_str())];
    let answer = world.send("POST", LOGOUT, &headers, "").await;
    assert_eq!(
        answer.status, 200,
        "a session that has ended needs no CSRF header"
    );
}

#[tokio::test]
async fn signing_out_ends_one_session_only() {
    let world = World::new().await;
    let (one, other) = (world.login(ADMIN).await, world.login(ADMIN).await);
    assert_eq!(world.post(&one, LOGOUT).await.status, 200);
    assert_eq!(status(&world, &one).await, 401);
    assert_eq!(status(&world, &other).await, 200);
}

#[tokio::test]
async fn forged_values_open_nothing() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let (name, value) = admin.cookie.split_once('=').unwrap();
    for value in [
        "",
        "TokenID",
        "TokenID-",
        &value[..value.len() - 1],
        &format!("{value}A"),
        &format!("\"{value}\""),
        &admin.csrf,
        &value.to_lowercase(),
    ] {
        let forged = Visitor {
            cookie: format!("{name}={value}"),
            csrf: admin.csrf.clone(),
        };
        assert_eq!(status(&world, &forged).await, 401, "{value}");
    }
}

#[tokio::test]
async fn the_record_knows_a_session_by_its_hash() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let value = admin.cookie.split_once('=').unwrap().1;
    let found = world.store.session(&hash(value.as_bytes())).await.unwrap();
    let (session, user) = found.unwrap();
    assert_eq!(user.email, ADMIN);
    assert_eq!(session.expires_at, world.clock.now().plus(1800));
    let file = std::fs::read(world.folder.path().join("landfall.db-wal")).unwrap();
    let written = file
        .windows(value.len())
        .any(|window| window == value.as_bytes());
    assert!(!written, "the value itself is on disk");
}

#[tokio::test]
async fn a_revoked_user_and_a_new_password_end_every_session() {
    let world = World::new().await;
    let (admin, reader) = (world.login(ADMIN).await, world.login(READER).await);
    let now = world.clock.now();
    world
        .change(move |transaction| {
            Box::pin(async move {
                transaction.revoke_user(UserId(1), now).await?;
                transaction.set_password(UserId(2), "other", now).await
            })
        })
        .await;
    for visitor in [&admin, &reader] {
        assert_eq!(status(&world, visitor).await, 401);
        assert_eq!(world.post(visitor, RENEW).await.status, 401);
    }
    let refused = world
        .try_login(ADMIN, crate::fixture::PASSWORD, false)
        .await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn what_was_ended_a_moment_ago_is_not_renewed() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let value = admin.cookie.split_once('=').unwrap().1;
    let tenant = tenant_id(TENANT);
    let checked = world.control.session(&tenant, value).await.unwrap();
    let now = world.clock.now();
    world
        .change(move |transaction| {
            Box::pin(async move { transaction.set_password(UserId(1), "other", now).await })
        })
        .await;
    let renewed = world.control.renew_session(checked.unwrap()).await;
    assert!(renewed.unwrap().is_none());
}

#[tokio::test]
async fn a_session_is_no_better_than_its_user() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let file = rusqlite::Connection::open(world.folder.path().join("landfall.db")).unwrap();
    file.execute("UPDATE user SET revoked_at = 0 WHERE id = 1", [])
        .unwrap();
    assert_eq!(status(&world, &admin).await, 401);
}
