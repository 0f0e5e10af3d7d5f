//! Who may read policies and deploy requests, and in whose name (rulesv4 contract, sections 2, 3 and 8).

use http::Method;
use landfall_control::secret::hash;
use landfall_core::{
    id::ClientKey,
    model::{ApiClient, Dialect, Grant, Organization, Platform, Token, TokenFamily, TokenHolder},
};
use landfall_demo::ids;

use crate::{
    deploy_requests::{LATEST, REQUESTS},
    policies::{POLICIES, json, listed},
    support::{Answer, World, customer, policy},
};

const PATHS: [&str; 6] = [
    POLICIES,
    "/rules-engine/v1.1/policies/4409533",
    "/rules-engine/v1.1/deploy-requests/latest",
    "/rules-engine/v1.1/deploy-requests/123456",
    "/rules-engine/v1.1/rules/cnames/30212",
    "/rules-engine/v1.1/rules/origins/5120",
];

impl World {
    /// Adds customer `00C1B6` of the client's tree with policy 7000001.
    pub(crate) async fn with_c1b6(&self) -> Organization {
        let customer = customer(0xC1B6, "00C1B6");
        let organization = customer.clone();
        self.write(vec![organization], |transaction, organization| {
            Box::pin(async move { transaction.insert_organization(organization).await })
        })
        .await;
        let policy = policy(7_000_001, customer.id, Platform::Adn);
        self.add_policies(vec![policy]).await;
        customer
    }

    /// A client with those grants at or below `root`, and a token of it.
    pub(crate) async fn client(&self, name: &str, grants: Vec<Grant>, root: &str) -> String {
        let number = 100 + name.len() as u64;
        let client = ApiClient {
            key: ClientKey(number),
            client_id: name.to_owned(),
            tenant: ids::tenant(),
            organization: Some(ids::organization(root)),
            description: String::new(),
            person: None,
            grants,
            secret_hash: hash(b"secret"),
            created_at: landfall_control::Clock::now(self.clock.as_ref()),
            revoked_at: None,
        };
        let token = Token {
            family: TokenFamily::Rulesv4Bearer,
            hash: hash(name.as_bytes()),
            tenant: ids::tenant(),
            holder: TokenHolder::Client(client.key),
            issued_at: client.created_at,
            expires_at: Some(client.created_at.plus(60)),
            revoked_at: None,
        };
        self.write(vec![(client, token)], |transaction, (client, token)| {
            Box::pin(async move {
                transaction.insert_client(client).await?;
                transaction.insert_token(token).await
            })
        })
        .await;
        format!("Bearer {name}")
    }

    async fn get_as(&self, bearer: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers = [&[("authorization", bearer)], headers].concat();
        self.call(Method::GET, path, &headers).await
    }
}

fn rulesv4(home: Option<&str>) -> Vec<Grant> {
    vec![Grant {
        dialect: Dialect::Rulesv4,
        write: false,
        home_account: home.map(ids::account),
    }]
}

/// S9: the header in decimal, which a proxy may drop, and the one with the number as it is written.
#[tokio::test]
async fn trap_s9_an_account_is_acted_for_by_either_header() {
    let world = World::new().await;
    world.with_c1b6().await;
    for headers in [
        &[("Portals_customerid", "49590")][..],
        &[("x-owner-id", "00C1B6")],
        &[("X-Owner-ID", " 00c1b6 ")],
        &[("x-owner-id", "00C1B6"), ("Portals_CustomerId", "49590")],
        &[("x-owner-id", "00C1B6"), ("Portals_CustomerId", "abc")],
        &[
            ("x-owner-id", "00C1B6"),
            ("Portals_UserId", "9"),
            ("Portals_PortalTypeId", "1"),
        ],
    ] {
        let list = world.rules_with(POLICIES, headers).await;
        assert_eq!(listed(&list), ["7000001"], "{headers:?}");
        let path = format!("{POLICIES}/7000001");
        assert_eq!(world.rules_with(&path, headers).await.status, 200);
        // The account of its own is not the one that is acted for.
        let home = world.rules_with(PATHS[1], headers).await;
        assert_eq!(home.status, 404, "{headers:?}");
    }
    let answer = json(&world.rules(PATHS[3]).await);
    assert_eq!(answer["customer_id"], "0001");
}

#[tokio::test]
async fn headers_that_may_not_be_heard_change_nothing() {
    let world = World::new().await;
    world.with_c1b6().await;
    for path in PATHS {
        let golden = world.rules(path).await;
        assert_eq!(golden.status, 200);
        for headers in [
            // Outside of the client's view, unknown, written otherwise, malformed.
            &[("x-owner-id", "0002")][..],
            &[("x-owner-id", "FFFF")],
            &[("x-owner-id", "C1B6")],
            &[("x-owner-id", "../0002")],
            &[("x-owner-id", "")],
            &[("Portals_CustomerId", "2")],
            &[("Portals_CustomerId", "65535")],
            &[("Portals_CustomerId", "0x1")],
            &[("Portals_CustomerId", "+49590")],
            &[("Portals_CustomerId", "99999999999999999999999")],
            &[("Portals_CustomerId", "18446744073709551615")],
            &[("Portals_UserId", "1"), ("Portals_PortalTypeId", "4")],
            &[("x-owner-id", "0002"), ("Portals_CustomerId", "2")],
            &[("x-owner-id", "0001"), ("Portals_CustomerId", "1")],
            &[("x-owner-id", "0001"), ("x-owner-id", "0001")],
        ] {
            let answer = world.rules_with(path, headers).await;
            assert_eq!(answer, golden, "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn two_accounts_in_one_call_are_refused() {
    let world = World::new().await;
    world.with_c1b6().await;
    let expected = r#"{"@type":"Error","code":"invalid_input","status_code":400,"title":"x-owner-id and Portals_CustomerId name different accounts."}"#;
    for headers in [
        [("x-owner-id", "00C1B6"), ("Portals_CustomerId", "1")],
        [("x-owner-id", "0001"), ("portals_customerid", "49590")],
        [("x-owner-id", "0001"), ("portals_customerid", "2")],
        [("x-owner-id", "0001"), ("x-owner-id", "00C1B6")],
    ] {
        for path in PATHS {
            let answer = world.rules_with(path, &headers).await;
            assert_eq!((answer.status, answer.body.as_str()), (400, expected));
        }
    }
    // Without a right to what it says, nothing contradicts what may be heard.
    let headers = [("x-owner-id", "0002"), ("Portals_CustomerId", "49590")];
    let list = world.rules_with(POLICIES, &headers).await;
    assert_eq!(listed(&list), ["7000001"]);
}

/// Another account's things, in the client's view or not, are as absent as what there never was.
#[tokio::test]
async fn strangers_see_what_everyone_sees() {
    let world = World::new().await;
    world.with_c1b6().await;
    let stranger = world
        .client("abroad", rulesv4(Some("0003")), ids::MSP)
        .await;
    let other = world
        .client("other", rulesv4(Some("0002")), ids::OTHER_ACCOUNT)
        .await;
    for bearer in [&stranger, &other] {
        for kind in [
            "policies",
            "deploy-requests",
            "rules/cnames",
            "rules/origins",
        ] {
            let path = |id| format!("/rules-engine/v1.1/{kind}/{id}");
            let absent = world.get_as(bearer, &path("999999"), &[]).await;
            assert_eq!(absent.status, 404);
            for id in [
                "4409533", "123456", "7000001", "4409498", "123450", "30212", "5120",
            ] {
                let answer = world.get_as(bearer, &path(id), &[]).await;
                assert_eq!(answer, absent, "{bearer} {kind} {id}");
            }
        }
    }
    let owned = world
        .get_as(&other, &format!("{POLICIES}/4409521"), &[])
        .await;
    assert_eq!(owned.status, 200);
    // Not even by name: the account is not in its view.
    let headers = [("x-owner-id", "0001")];
    let list = world.get_as(&other, POLICIES, &headers).await;
    assert_eq!(listed(&list), ["4409521"]);
}

#[tokio::test]
async fn tokens_without_the_scope_and_clients_without_an_account_are_forbidden() {
    let world = World::new().await;
    world.with_c1b6().await;
    let elsewhere = vec![Grant {
        dialect: Dialect::Metallic,
        write: true,
        home_account: None,
    }];
    let scopeless = world.client("scopeless", elsewhere, ids::MSP).await;
    let homeless = world.client("homeless", rulesv4(None), ids::MSP).await;
    let outside = world
        .client("outside", rulesv4(Some("0002")), ids::MSP)
        .await;
    for path in PATHS {
        let answer = world.get_as(&scopeless, path, &[]).await;
        let expected = r#"{"@type":"Error","code":"forbidden","status_code":403,"title":"The bearer token does not have the scope ec.rules."}"#;
        assert_eq!((answer.status, answer.body.as_str()), (403, expected));
        for bearer in [&homeless, &outside] {
            let answer = world.get_as(bearer, path, &[]).await;
            let expected = r#"{"@type":"Error","code":"forbidden","status_code":403,"title":"The client has no account of its own; name one that it may act for in x-owner-id."}"#;
            assert_eq!((answer.status, answer.body.as_str()), (403, expected));
        }
    }
    let unknown = world.get_as(&scopeless, "/rules-engine/nothing", &[]).await;
    assert_eq!(unknown.status, 403);
    let headers = [("x-owner-id", "00C1B6")];
    let list = world.get_as(&homeless, POLICIES, &headers).await;
    assert_eq!(listed(&list), ["7000001"]);
}

/// S8: an empty bearer is a 401, and so is everything else that is no good token.
#[tokio::test]
async fn trap_s8_without_a_good_bearer_nothing_is_told() {
    let world = World::new().await;
    let expected = r#"{"@type":"Error","code":"unauthorized","status_code":401,"title":"The bearer token is missing, unknown or has expired."}"#;
    for path in PATHS.iter().chain(&["/rules-engine/v1.1/policies/1"]) {
        for token in [
            None,
            Some("Bearer "),
            Some("Bearer demo-token"),
            Some(crate::support::TOK),
            Some("Basic c3dvLWFwcDpkZW1vLXNlY3JldA=="),
        ] {
            let headers: Vec<_> = token
                .map(|token| ("authorization", token))
                .into_iter()
                .collect();
            for method in [Method::GET, Method::POST, Method::DELETE] {
                let answer = world.call(method, path, &headers).await;
                assert_eq!((answer.status, answer.body.as_str()), (401, expected));
                assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            }
        }
    }
}

/// A policy cannot be deleted (section 1): `DELETE` is not among the methods of its path.
#[tokio::test]
async fn methods_that_a_path_does_not_have_are_told_those_it_has() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let headers = [("authorization", bearer.as_str())];
    for path in PATHS.iter().chain(&["/rules-engine/v1.1/policies/999999"]) {
        let get = world.call(Method::GET, path, &headers).await;
        let head = world.call(Method::HEAD, path, &headers).await;
        assert_eq!(
            (head.status, head.headers),
            (get.status, get.headers.clone())
        );
        assert_eq!(head.body, "");
        for path in [format!("/{path}"), format!("{path}/")] {
            assert_eq!(world.call(Method::GET, &path, &headers).await, get);
        }
        let (more, allowed) = if *path == POLICIES {
            ("POST", "GET, HEAD, POST")
        } else if path.starts_with(POLICIES) || (path.starts_with(REQUESTS) && *path != LATEST) {
            ("PATCH", "GET, HEAD, PATCH")
        } else {
            ("", "GET, HEAD")
        };
        let others = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"];
        for method in others.into_iter().filter(|method| *method != more) {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = world.call(method, path, &headers).await;
            let expected = r#"{"@type":"Error","code":"method_not_allowed","status_code":405,"title":"This path does not have that method."}"#;
            assert_eq!((answer.status, answer.body.as_str()), (405, expected));
            assert_eq!(answer.header("allow"), Some(allowed));
        }
    }
    let rule = "/rules-engine/v1.1/policies/4409533/rules/33753446";
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::PATCH] {
        let answer = world.call(method, rule, &headers).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), Some("DELETE"));
    }
}
