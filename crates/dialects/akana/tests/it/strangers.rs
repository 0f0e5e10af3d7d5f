//! Whoever may not see something gets what they would get if it did not exist, byte for byte.

use crate::{
    fixture::{ADMIN, BELOW_GRANTED, FOREIGN, GRANTED, NOBODY, OTHER_ADMIN, OWNING, SUB_ADMIN},
    world::{Answer, OTHER_HOST, World},
};

const ABSENT: &str = "00000000-0000-4000-8000-000000000000";

async fn asked(world: &World, email: Option<&str>, host: &str, id: &str) -> Vec<Answer> {
    let cookie = match email {
        Some(email) => world.login(email).await.cookie,
        None => String::new(),
    };
    let tenant = if host == OTHER_HOST {
        "globex"
    } else {
        "acmepaymentscorp"
    };
    let mut answers = Vec::new();
    for query in [
        format!("ContextID={id}.{tenant}"),
        format!("OrgKey=uddi:soa.com:atmosphere:business:{id}"),
    ] {
        for method in ["GET", "HEAD"] {
            let path = format!("/api/deploymentzones?{query}");
            let headers = [("host", host), ("cookie", cookie.as_str())];
            answers.push(world.send(method, &path, &headers, "").await);
        }
    }
    answers
}

#[tokio::test]
async fn what_is_not_yours_does_not_exist() {
    let world = World::new().await;
    for (email, host, hidden) in [
        (Some(ADMIN), "acme.example", &[FOREIGN][..]),
        (Some(SUB_ADMIN), "acme.example", &[OWNING, FOREIGN]),
        (Some(NOBODY), "acme.example", &[GRANTED, OWNING, FOREIGN]),
        (
            Some(OTHER_ADMIN),
            OTHER_HOST,
            &[GRANTED, OWNING, BELOW_GRANTED],
        ),
        (None, "acme.example", &[GRANTED, OWNING, FOREIGN]),
    ] {
        let absent = asked(&world, email, host, ABSENT).await;
        let status = if email.is_some() { 403 } else { 401 };
        assert!(absent.iter().all(|answer| answer.status == status));
        for id in hidden {
            assert_eq!(
                asked(&world, email, host, id).await,
                absent,
                "{email:?} {id}"
            );
        }
    }
}

#[tokio::test]
async fn another_tenants_zones_are_not_listed() {
    let world = World::new().await;
    let other = world.login(OTHER_ADMIN).await;
    let headers = [("host", OTHER_HOST), ("cookie", other.cookie.as_str())];
    for query in ["", "?DzoneID=container-1051.acmepaymentscorp"] {
        let path = format!("/api/deploymentzones{query}");
        let answer = world.send("GET", &path, &headers, "").await;
        assert_eq!(answer.shown(), (200, r#"{"DeploymentZoneInfo":[]}"#));
    }
}
