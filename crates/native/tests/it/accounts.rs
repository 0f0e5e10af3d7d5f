//! Adding and changing customers and resellers, with everything that can be wrong about it.

use http::Method;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{Answer, World, pointers};

const CUSTOMERS: &str = "/landfall/v1/customers";
const ORGANIZATIONS: &str = "/landfall/v1/organizations";

pub(crate) fn nordwind() -> Value {
    json!({
        "parent_id": ids::RESELLER,
        "name": "Nordwind Papier GmbH",
        "external_reference": "AGR-7734",
        "profile": {
            "preferred_language": "de-DE",
            "address": { "country": "DE", "region": "BY", "city": "Augsburg", "line1": "Lechufer 8", "postal_code": "86150" },
            "contacts": [{ "first_name": "Lena", "last_name": "Brandt", "email": "lena@nordwind.example" }],
        },
    })
}

fn foerde() -> Value {
    json!({
        "kind": "reseller",
        "name": "Förde Systemhaus GmbH",
        "external_reference": "R-1",
        "profile": {
            "preferred_language": "de-DE",
            "market_segments": ["COM", "EDU"],
            "address": { "country": "DE", "region": "SH", "city": "Kiel", "line1": "Kai 3", "postal_code": "24103" },
            "contacts": [{ "first_name": "Ida", "last_name": "Brandt", "email": "ida@foerde.example" }],
        },
    })
}

fn but(mut body: Value, changes: &[(&str, Value)]) -> String {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    body.to_string()
}

impl World {
    async fn put(&self, path: &str, body: &str) -> Answer {
        self.owner(Method::POST, path, body).await
    }

    async fn patch(&self, path: &str, body: &str) -> Answer {
        self.owner(Method::PATCH, path, body).await
    }

    async fn shown(&self, path: &str) -> Answer {
        self.get(path.strip_prefix("/landfall/v1/").unwrap()).await
    }

    /// A customer that was added and validated: its path.
    async fn nordwind(&self) -> String {
        let added = self.put(CUSTOMERS, &nordwind().to_string()).await;
        assert_eq!(added.status, 201, "{added:?}");
        self.control.look_after_pending().await.unwrap();
        added.header("location").unwrap().to_owned()
    }

    async fn kinds_of(&self, path: &str) -> Vec<String> {
        let id = path.rsplit('/').next().unwrap();
        let filter = format!("events?filter=resource_id%20%3D%20%22{id}%22&order_by=id");
        let events = self.get(&filter).await.json();
        let events = events["items"].as_array().unwrap().iter();
        let kinds = events.map(|event| event["kind"].as_str().unwrap().to_owned());
        kinds.collect()
    }
}

#[tokio::test]
async fn a_customer_is_added_validated_and_has_all_of_its_names() {
    let world = World::new().await;
    let added = world.put(CUSTOMERS, &nordwind().to_string()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let customer = added.json();
    let path = format!("{CUSTOMERS}/{}", customer["id"].as_str().unwrap());
    assert_eq!(added.header("location"), Some(path.as_str()));
    assert_eq!(customer["status"], "pending");
    assert_eq!(customer["parent_id"], ids::RESELLER);
    assert_eq!(customer["reseller_vipmp_id"], ids::RESELLER_VIPMP);
    assert_eq!(customer["profile"]["market_segments"], json!(["COM"]));
    assert_eq!(
        customer["profile"]["discounts"],
        json!([{ "offer_type": "LICENSE", "level": "01" }])
    );
    let shown = world.shown(&path).await;
    assert_eq!(shown.body, added.body);
    assert_eq!(shown.header("etag"), added.header("etag"));
    world.control.look_after_pending().await.unwrap();
    let names = &customer["names"];
    for name in [
        "vipmp_customer_id",
        "metallic_account_id",
        "akana_business_id",
        "akana_org_key",
        "rulesv4_account_number",
    ] {
        let path = format!("{CUSTOMERS}/{}", names[name].as_str().unwrap());
        assert_eq!(
            world.shown(&path).await.json()["status"],
            "active",
            "{name}"
        );
    }
    assert_eq!(
        world.kinds_of(&path).await,
        ["organization.created", "organization.validated"]
    );
    // An equal one is a duplicate, and one of another postal code than its country has is invalid.
    for (body, status) in [
        (nordwind().to_string(), "duplicate"),
        (
            but(nordwind(), &[("/profile/address/postal_code", json!("1"))]),
            "invalid_address",
        ),
    ] {
        let added = world.put(CUSTOMERS, &body).await;
        world.control.look_after_pending().await.unwrap();
        let path = added.header("location").unwrap();
        assert_eq!(world.shown(path).await.json()["status"], status);
    }
}

#[tokio::test]
async fn a_customer_hangs_below_whom_it_says_or_where_the_caller_acts_or_the_house_reseller() {
    let world = World::new().await;
    let parent_of = |answer: Answer| answer.json()["parent_id"].as_str().unwrap().to_owned();
    let alone = but(nordwind(), &[("/parent_id", json!(null))]);
    let added = world.put(CUSTOMERS, &alone).await;
    assert_eq!(parent_of(added), ids::HOUSE_RESELLER);
    let msp = but(nordwind(), &[("/parent_id", json!(ids::MSP))]);
    assert_eq!(parent_of(world.put(CUSTOMERS, &msp).await), ids::MSP);
    let here = format!("{CUSTOMERS}?organization={}", ids::RESELLER);
    assert_eq!(parent_of(world.put(&here, &alone).await), ids::RESELLER);
    for (path, parent) in [
        (CUSTOMERS.to_owned(), json!(ids::DISTRIBUTOR)),
        (CUSTOMERS.to_owned(), json!(ids::CUSTOMER)),
        (
            CUSTOMERS.to_owned(),
            json!("00000000-0000-4000-8000-000000000000"),
        ),
        (CUSTOMERS.to_owned(), json!("nobody")),
        (
            format!("{CUSTOMERS}?organization={}", ids::DISTRIBUTOR),
            json!(null),
        ),
        (here, json!(ids::MSP)),
    ] {
        let body = but(nordwind(), &[("/parent_id", parent), ("/name", json!("x"))]);
        let refused = world.put(&path, &body).await;
        assert_eq!(pointers(&refused), ["/parent_id", "/name"], "{body}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_customer_is_told_by_its_own_pointers() {
    let world = World::new().await;
    for (body, expected) in [
        ("[]".to_owned(), vec![""]),
        ("{".to_owned(), vec![""]),
        (
            "{}".to_owned(),
            vec![
                "/name",
                "/profile/preferred_language",
                "/profile/address",
                "/profile/contacts",
            ],
        ),
        (
            but(
                nordwind(),
                &[
                    ("/name", json!("<x>")),
                    ("/external_reference", json!("x".repeat(36))),
                    ("/profile/preferred_language", json!("german")),
                    ("/profile/market_segments", json!(["ABC"])),
                    ("/profile/address/country", json!("XX")),
                    ("/profile/address/line1", json!(null)),
                    ("/profile/contacts/0/email", json!("nowhere")),
                    ("/profile/contacts/0/last_name", json!("")),
                ],
            ),
            vec![
                "/profile/address/line1",
                "/profile/contacts/0/last_name",
                "/external_reference",
                "/name",
                "/profile/preferred_language",
                "/profile/market_segments",
                "/profile/address/country",
                "/profile/contacts/0/email",
            ],
        ),
        (
            but(
                nordwind(),
                &[
                    ("/colour", json!("red")),
                    ("/status", json!("active")),
                    ("/profile/tags", json!(["x"])),
                    ("/profile/global_sales", json!("yes")),
                    ("/profile/market_segments", json!(["COM", "EDU"])),
                    ("/profile/address/postcode", json!("1")),
                    ("/profile/contacts/0/phone", json!(7)),
                ],
            ),
            vec![
                "/colour",
                "/profile/address/postcode",
                "/profile/market_segments",
                "/profile/contacts/0/phone",
                "/profile/global_sales",
                "/status",
                "/profile/tags",
            ],
        ),
        (
            but(
                nordwind(),
                &[
                    ("/profile/address/region", json!("QQ")),
                    ("/profile/coterm_date", json!("2021-11-09")),
                ],
            ),
            vec!["/profile/address/region", "/profile/coterm_date"],
        ),
        (
            but(
                nordwind(),
                &[(
                    "/profile/benefits",
                    json!([{ "type": "three_year_commit", "commitment_request": { "minimum_quantities": [{ "offer_type": "BOXES", "quantity": 0 }] } }, { "type": "gift" }]),
                )],
            ),
            vec![
                "/profile/benefits/0/commitment_request/minimum_quantities/0/offer_type",
                "/profile/benefits/0/commitment_request/minimum_quantities/0/quantity",
                "/profile/benefits/1/type",
            ],
        ),
        (
            but(
                nordwind(),
                &[
                    ("/profile/market_segments", json!(["EDU"])),
                    ("/profile/global_sales", json!(true)),
                ],
            ),
            vec!["/profile/global_sales"],
        ),
    ] {
        let refused = world.put(CUSTOMERS, &body).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    let plain = [("content-type", "text/plain")];
    let refused = world
        .owner_with(Method::POST, CUSTOMERS, &plain, "{}")
        .await;
    assert_eq!(refused.status, 415);
}

#[tokio::test]
async fn under_one_key_a_customer_is_added_once() {
    let world = World::new().await;
    let key = [("idempotency-key", "k")];
    let body = nordwind().to_string();
    let first = world.owner_with(Method::POST, CUSTOMERS, &key, &body).await;
    let again = world.owner_with(Method::POST, CUSTOMERS, &key, &body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = but(nordwind(), &[("/name", json!("Somebody Else"))]);
    let other = world
        .owner_with(Method::POST, CUSTOMERS, &key, &other)
        .await;
    other.is_problem(409, "conflict");
    // A refusal is not kept.
    let key = [("idempotency-key", "l")];
    let refused = world.owner_with(Method::POST, CUSTOMERS, &key, "{}").await;
    refused.is_problem(400, "invalid-body");
    let added = world.owner_with(Method::POST, CUSTOMERS, &key, &body).await;
    assert_eq!(added.status, 201);
}

#[tokio::test]
async fn what_was_read_of_a_customer_can_be_sent_back_and_parts_of_it_changed() {
    let world = World::new().await;
    for customer in [
        ids::CUSTOMER,
        ids::CUSTOMER_ABROAD,
        ids::ORDERING_ACCOUNT,
        ids::AGENCY,
        ids::MEMBER_AGENCY,
        ids::COMMITTED_CUSTOMER,
    ] {
        let path = format!("{CUSTOMERS}/{customer}");
        let before = world.shown(&path).await;
        let back = world.patch(&path, &before.body).await;
        assert_eq!((back.status, &back.body), (200, &before.body));
        let nothing = world.patch(&path, "{}").await;
        assert_eq!((nothing.status, &nothing.body), (200, &before.body));
    }
    let path = world.nordwind().await;
    let before = world.shown(&path).await.json();
    let change = json!({
        "external_reference": null,
        "profile": { "address": { "line2": "Hof", "phone": "+49 821 1" }, "global_sales": true },
    });
    let changed = world.patch(&path, &change.to_string()).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(
        world.shown(&path).await.header("etag"),
        changed.header("etag")
    );
    let mut expected = before;
    expected["external_reference"] = json!(null);
    expected["profile"]["address"]["line2"] = json!("Hof");
    expected["profile"]["address"]["phone"] = json!("+49 821 1");
    expected["profile"]["global_sales"] = json!(true);
    let now = changed.json();
    expected["updated_at"] = now["updated_at"].clone();
    assert_eq!(now, expected);
    assert_eq!(
        world.kinds_of(&path).await,
        [
            "organization.created",
            "organization.validated",
            "organization.updated"
        ]
    );
    let told = world
        .get("events?filter=kind%20%3D%20%22organization.updated%22&order_by=id%20desc&page_size=1")
        .await
        .json();
    let detail = &told["items"][0]["detail"];
    assert_eq!(
        detail["changed"],
        json!(["external_reference", "address", "global_sales"]),
        "{told}"
    );
    let benefit = json!({ "profile": { "benefits": [{ "type": "three_year_commit", "commitment_request": { "minimum_quantities": [{ "offer_type": "LICENSE", "quantity": 10 }] } }] } });
    let asked = world.patch(&path, &benefit.to_string()).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    let request = &asked.json()["profile"]["benefits"][0]["commitment_request"];
    assert_eq!(request["status"], "REQUESTED");
    let back = world.patch(&path, &asked.body).await;
    assert_eq!((back.status, &back.body), (200, &asked.body));
}

#[tokio::test]
async fn what_a_customer_cannot_become_is_told() {
    let world = World::new().await;
    let path = world.nordwind().await;
    let before = world.shown(&path).await;
    for (body, expected) in [
        (json!({ "name": "Other Name" }), vec!["/name"]),
        (
            json!({ "status": "inactive", "parent_id": ids::MSP, "description": "x", "profile": { "website": "x.example", "discounts": [] } }),
            vec![
                "/parent_id",
                "/description",
                "/status",
                "/profile/website",
                "/profile/discounts",
            ],
        ),
        (
            json!({ "profile": { "address": { "country": "AT", "region": "9" } } }),
            vec!["/profile/address/country", "/profile/address/region"],
        ),
        (
            json!({ "profile": { "address": { "city": null, "postal_code": "1" }, "preferred_language": 7 } }),
            vec!["/profile/preferred_language"],
        ),
        (
            json!({ "profile": { "address": { "city": null, "postal_code": "1" }, "preferred_language": "x" } }),
            vec![
                "/profile/address/city",
                "/profile/preferred_language",
                "/profile/address/postal_code",
            ],
        ),
        (
            json!({ "profile": { "address": null } }),
            vec!["/profile/address"],
        ),
        (
            json!({ "profile": { "coterm_date": "2024-01-01" } }),
            vec!["/profile/coterm_date"],
        ),
    ] {
        let refused = world.patch(&path, &body.to_string()).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    let stale = [("if-match", "\"0\"")];
    let reference = r#"{"external_reference":"new"}"#;
    let refused = world
        .owner_with(Method::PATCH, &path, &stale, reference)
        .await;
    refused.is_problem(412, "precondition-failed");
    assert_eq!(world.shown(&path).await.body, before.body);
    let current = [("if-match", before.header("etag").unwrap())];
    let changed = world
        .owner_with(Method::PATCH, &path, &current, reference)
        .await;
    assert_eq!(changed.status, 200);
    // One that waits for its validation cannot be changed yet.
    let pending = world
        .put(
            CUSTOMERS,
            &but(nordwind(), &[("/name", json!("Pending Person"))]),
        )
        .await;
    let refused = world
        .patch(pending.header("location").unwrap(), reference)
        .await;
    refused.is_problem(409, "conflict");
    for absent in ["/landfall/v1/customers/0ABC", "/landfall/v1/customers/none"] {
        let refused = world.patch(absent, reference).await;
        refused.is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_reseller_is_added_and_changed_and_an_msp_is_changed() {
    let world = World::new().await;
    let added = world.put(ORGANIZATIONS, &foerde().to_string()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let reseller = added.json();
    assert_eq!(reseller["kind"], "reseller");
    assert_eq!(reseller["status"], "pending");
    assert_eq!(reseller["parent_id"], ids::DISTRIBUTOR);
    let path = added.header("location").unwrap();
    assert_eq!(world.shown(path).await.body, added.body);
    // Pending resellers may get customers.
    let below = but(nordwind(), &[("/parent_id", reseller["id"].clone())]);
    assert_eq!(world.put(CUSTOMERS, &below).await.status, 201);
    world.control.look_after_pending().await.unwrap();
    let change = r#"{"external_reference":"R-2","profile":{"market_segments":["COM","EDU","GOV"],"address":{"line2":"Hof"}}}"#;
    let changed = world.patch(path, change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let now = changed.json();
    assert_eq!(now["status"], "active");
    assert_eq!(now["external_reference"], "R-2");
    assert_eq!(
        now["profile"]["market_segments"],
        json!(["COM", "EDU", "GOV"])
    );
    assert_eq!(now["profile"]["address"]["line2"], "Hof");
    for organization in [ids::RESELLER, ids::MSP, ids::HOUSE_RESELLER] {
        let path = format!("{ORGANIZATIONS}/{organization}");
        let before = world.shown(&path).await;
        let back = world.patch(&path, &before.body).await;
        assert_eq!((back.status, &back.body), (200, &before.body));
    }
    let stale = [("if-match", added.header("etag").unwrap())];
    let late = world.owner_with(Method::PATCH, path, &stale, change).await;
    late.is_problem(412, "precondition-failed");
    for (body, expected) in [
        (
            json!({ "profile": { "market_segments": ["COM"] } }),
            vec!["/profile/market_segments"],
        ),
        (
            json!({ "kind": "msp", "profile": { "global_sales": true, "benefits": [{}] } }),
            vec!["/kind", "/profile/global_sales", "/profile/benefits"],
        ),
        (
            json!({ "name": "Other Name", "profile": { "address": { "country": "AT" } } }),
            vec!["/name", "/profile/address/country"],
        ),
    ] {
        let refused = world.patch(path, &body.to_string()).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    for other in [ids::CUSTOMER, ids::DISTRIBUTOR, ids::TENANT_ORGANIZATION] {
        let refused = world.patch(&format!("{ORGANIZATIONS}/{other}"), "{}").await;
        refused.is_problem(409, "conflict");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_reseller_is_told() {
    let world = World::new().await;
    for (body, expected) in [
        (
            but(
                foerde(),
                &[
                    ("/parent_id", json!(ids::MSP)),
                    ("/profile/market_segments", json!(["COM", "COM"])),
                ],
            ),
            vec!["/parent_id", "/profile/market_segments/1"],
        ),
        (but(foerde(), &[("/kind", json!("msp"))]), vec!["/kind"]),
        (
            but(
                foerde(),
                &[
                    ("/name", json!("x")),
                    ("/names", json!({})),
                    ("/profile/global_sales", json!(true)),
                ],
            ),
            vec!["/names", "/profile/global_sales"],
        ),
        (
            but(
                foerde(),
                &[("/name", json!("x")), ("/profile/contacts", json!([]))],
            ),
            vec!["/profile/contacts", "/name"],
        ),
    ] {
        let refused = world.put(ORGANIZATIONS, &body).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    let here = format!("{ORGANIZATIONS}?organization={}", ids::MSP);
    let refused = world.put(&here, &foerde().to_string()).await;
    assert_eq!(pointers(&refused), ["/parent_id"]);
}

#[tokio::test]
async fn strangers_readers_and_whoever_is_below_write_no_account() {
    let world = World::new().await;
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    let neighbour = ids::organization(ids::RESELLER);
    world
        .let_in(502, Some(neighbour), "neighbours-token", true)
        .await;
    let (customer, msp) = (
        format!("{CUSTOMERS}/{}", ids::OTHER_ACCOUNT),
        format!("{ORGANIZATIONS}/{}", ids::MSP),
    );
    let before = [
        world.shown(&customer).await.body,
        world.shown(&msp).await.body,
    ];
    let below_msp = but(nordwind(), &[("/parent_id", json!(ids::MSP))]);
    for (token, written, added) in [
        ("readers-token", 403, 403),
        ("strangers-token", 404, 400),
        ("neighbours-token", 404, 400),
    ] {
        let bearer = format!("Bearer {token}");
        let bearer = [("authorization", bearer.as_str())];
        for path in [&customer, &msp] {
            let refused = world.change(Method::PATCH, path, &bearer, "{}").await;
            assert_eq!(refused.status, written, "{token} {path}");
        }
        for (path, body) in [
            (CUSTOMERS, &below_msp),
            (ORGANIZATIONS, &foerde().to_string()),
        ] {
            let refused = world.change(Method::POST, path, &bearer, body).await;
            assert_eq!(refused.status, added, "{token} {path}: {refused:?}");
        }
    }
    assert_eq!(
        before,
        [
            world.shown(&customer).await.body,
            world.shown(&msp).await.body
        ]
    );
    // A session has to send its CSRF value.
    let (cookie, csrf) = world.signed_in().await;
    let with = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let body = nordwind().to_string();
    let refused = world
        .change(Method::POST, CUSTOMERS, &with[..1], &body)
        .await;
    refused.is_problem(403, "csrf-required");
    let added = world.change(Method::POST, CUSTOMERS, &with, &body).await;
    assert_eq!(added.status, 201, "{added:?}");
    // An operator writes in the name of somebody who may.
    let refused = world.operate(Method::POST, CUSTOMERS, &[], &body).await;
    refused.is_problem(403, "forbidden");
    let named = [(
        "x-landfall-user",
        landfall_demo::credentials::BUSINESS_ADMIN_EMAIL,
    )];
    let added = world.operate(Method::POST, CUSTOMERS, &named, &body).await;
    assert_eq!(added.status, 201, "{added:?}");
}
