//! Of several things that are wrong with a write, the first in the contract's order answers alone (section 1).

use crate::{
    fixture::{ADMIN, READER, zones},
    world::{Visitor, World},
};

const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const LEAST: &str = r#"{"Name":"N","ContainerKey":"container-1051"}"#;

/// What a call gets right, in the order in which it is looked at.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Right {
    Nothing,
    Path,
    Method,
    Size,
    Session,
    Csrf,
    Accept,
    ContentType,
    Syntax,
    Organization,
    Object,
    Tag,
    State,
}

use Right::{
    Accept, ContentType, Csrf, Method, Nothing, Object, Organization, Path, Session, Size, State,
    Syntax, Tag,
};

/// The status of a replacement that gets everything up to there right, and nothing behind it.
async fn status(world: &World, admin: &Visitor, right: Right) -> u16 {
    let method = if right >= Method { "PUT" } else { "PATCH" };
    let mut path = match right {
        _ if right < Path => "/api/zones".to_owned(),
        _ if right < Object => ZONE.replace("1051", "9"),
        _ => ZONE.to_owned(),
    };
    path.push_str(match right {
        _ if right < Syntax => "?OrgKey=junk",
        _ if right < Organization => "?ContextID=junk",
        _ => "",
    });
    let mut headers = Vec::new();
    if right >= Session {
        headers.push(("cookie", admin.cookie.as_str()));
    }
    if right >= Csrf {
        headers.push(("X-Csrf-Token_acmepaymentscorp", admin.csrf.as_str()));
    }
    headers.push(match right {
        _ if right < Accept => ("accept", "text/html"),
        _ => ("accept", "*/*"),
    });
    headers.push(match right {
        _ if right < ContentType => ("content-type", "text/plain"),
        _ => ("content-type", "application/json"),
    });
    if right < Tag {
        headers.push(("if-match", "\"0\""));
    }
    let body = match right {
        _ if right < Size => "x".repeat(1024 * 1024 + 1),
        _ if right < Syntax => "{".to_owned(),
        // What needs the record to be judged is judged last.
        _ if right < State => LEAST.replace("1051", "9"),
        _ => LEAST.to_owned(),
    };
    world
        .send(method, &path, &headers, body)
        .await
        .status
        .as_u16()
}

#[tokio::test]
async fn what_fails_first_answers_alone() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for (right, expected) in [
        (Nothing, 404),
        (Path, 405),
        (Method, 413),
        (Size, 401),
        (Session, 401),
        (Csrf, 406),
        (Accept, 415),
        (ContentType, 400),
        (Syntax, 403),
        (Organization, 404),
        (Object, 412),
        (Tag, 400),
        (State, 200),
    ] {
        let found = status(&world, &admin, right).await;
        assert_eq!(found, expected, "after {}", right as u8);
    }
}

#[tokio::test]
async fn what_a_body_is_worth_by_itself_is_said_before_who_may_write() {
    let world = World::new().await;
    let reader = world.login(READER).await;
    let zones = "/api/deploymentzones";
    for (body, expected) in [
        (r#"{"Name":"N"}"#, 400),
        (r#"{"Name":"N","ContainerKey":"nowhere"}"#, 403),
        (LEAST, 403),
    ] {
        let refused = world.write(&reader, ("POST", zones), &[], body).await;
        assert_eq!(refused.status, expected, "{body}");
    }
}

#[tokio::test]
async fn a_conflict_comes_behind_everything_else() {
    let world = World::without_zones().await;
    let admin = world.login(ADMIN).await;
    for (headers, body, expected) in [
        (&[][..], r#"{"Name":"N"}"#, 400),
        (&[("if-match", "\"0\"")], LEAST, 412),
        (&[], LEAST, 409),
    ] {
        let answer = world.write(&admin, ("PUT", ZONE), headers, body).await;
        assert_eq!(answer.status, expected, "{body}");
    }
    let [zone, _] = zones();
    world.define(zone).await;
    let answer = world.write(&admin, ("PUT", ZONE), &[], LEAST).await;
    assert_eq!(answer.status, 200);
}
