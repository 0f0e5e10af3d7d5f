//! What lies outside of a caller's view looks exactly like what does not exist.

use landfall_demo::ids;

use crate::support::{RESOURCES, World};

#[tokio::test]
async fn another_tenant_sees_nothing_of_this_one() {
    let world = World::new().await;
    world.other_tenant("elsewhere").await;
    for (name, id) in RESOURCES {
        let listed = world.get_as(name, "elsewhere").await;
        let own = ["organizations", "clients", "events"].contains(&name);
        let seen = listed.column("id").len();
        assert!(seen == 0 || (own && seen == 1), "{name}: {listed:?}");
        if id.is_empty() {
            continue;
        }
        assert_eq!(
            world.get(&format!("{name}/{id}")).await.status,
            200,
            "{name}"
        );
        world
            .get_as(&format!("{name}/{id}"), "elsewhere")
            .await
            .is_problem(404, "not-found");
    }
}

/// The same call, before the thing exists and after, outside of the caller's view.
#[tokio::test]
async fn an_object_of_others_is_byte_for_byte_an_absent_one() {
    let world = World::new().await;
    world.other_tenant("elsewhere").await;
    let partner = world.partner().await;
    let outside = [
        format!("customers/{}", ids::OTHER_ACCOUNT),
        format!("customers/{}", ids::OTHER_ACCOUNT_VIPMP),
        format!("customers/{}", ids::OTHER_ACCOUNT_NUMBER),
        format!("customers/{}.acmepaymentscorp", ids::OTHER_ACCOUNT),
        format!("organizations/{}", ids::DISTRIBUTOR),
        format!("deploy-requests/{}", ids::OTHER_ACCOUNT_REQUEST),
        "servers/1".to_owned(),
        "users/2".to_owned(),
    ];
    for path in outside {
        assert_eq!(world.get(&path).await.status, 200, "{path}");
        for token in [partner.as_str(), "elsewhere"] {
            let refused = world.get_as(&path, token).await;
            refused.is_problem(404, "not-found");
            let (resource, id) = path.split_once('/').unwrap();
            let absent_id = match resource {
                "customers" | "organizations" => uuid::Uuid::from_u128(7).to_string(),
                _ => "9007199254740990".to_owned(),
            };
            let absent = world
                .get_as(&format!("{resource}/{absent_id}"), token)
                .await;
            let without_length = |answer: &crate::support::Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("content-length");
                headers
            };
            assert_eq!(without_length(&absent), without_length(&refused));
            assert_eq!(absent.body.replace(&absent_id, id), refused.body, "{path}");
        }
    }
}

#[tokio::test]
async fn text_that_is_no_id_names_nothing() {
    let world = World::new().await;
    for (name, _) in RESOURCES {
        for id in [
            "x%00y",
            "%FF",
            "..%2F..",
            "-1",
            "1e3",
            "99999999999999999999",
            "%22",
            "a%2Fb",
        ] {
            let answer = world.get(&format!("{name}/{id}")).await;
            answer.is_problem(404, "not-found");
        }
    }
}

#[tokio::test]
async fn a_customer_is_found_by_each_of_its_names() {
    let world = World::new().await;
    let names = world.get("customers/9876543210").await.json()["names"].clone();
    let names = names.as_object().unwrap();
    assert_eq!(names.len(), 5);
    let expected = world.get("customers/9876543210").await.body;
    for (form, name) in names {
        let name = name.as_str().unwrap();
        assert_eq!(
            world.get(&format!("customers/{name}")).await.body,
            expected,
            "{form}"
        );
    }
    for name in [
        "vipmp:9876543210",
        "account:0001",
        &ids::CUSTOMER.to_uppercase(),
    ] {
        assert_eq!(
            world.get(&format!("customers/{name}")).await.body,
            expected,
            "{name}"
        );
    }
    // A reseller has a vipmp number too, in another space.
    world
        .get("customers/account:9876543210")
        .await
        .is_problem(404, "not-found");
}
