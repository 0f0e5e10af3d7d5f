//! Ordering, and withdrawing orders, with everything that can be wrong about it.

use http::Method;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{Answer, World, pointers};

const ORDERS: &str = "/landfall/v1/fulfillments";
const SKU: &str = "MTSP-M365E-USR";

fn creation() -> Value {
    json!({
        "external_id": "ORD-7001",
        "seller_id": ids::MSP,
        "account": {
            "name": "Harbour Bakery",
            "external_reference": "CUST-88",
            "website": "harbour.example",
            "country": "Germany",
            "contacts": [{
                "first_name": "Ida", "last_name": "Brandt", "email": "it@harbour.example",
                "address": { "line1": "Kai 3", "city": "Kiel", "country": "DE", "region": "SH", "postal_code": "24103" },
            }],
        },
        "lines": [{ "sku": SKU, "quantity": 40 }, { "sku": "MTSP-STREXP-TB", "service": "trial" }],
    })
}

fn of(account: &str, kind: Option<&str>) -> Value {
    json!({ "account_id": account, "kind": kind, "lines": [{ "sku": SKU }] })
}

impl World {
    async fn order(&self, body: &Value) -> Answer {
        self.owner(Method::POST, ORDERS, &body.to_string()).await
    }

    async fn ordered(&self, body: &Value) -> Value {
        let answer = self.order(body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        while self.control.carry_due_orders().await.unwrap() > 0 {}
        let path = answer.header("location").unwrap();
        self.look_at(path).await.json()
    }

    async fn look_at(&self, path: &str) -> Answer {
        self.get(path.strip_prefix("/landfall/v1/").unwrap()).await
    }

    async fn lines_of(&self, account: &str) -> usize {
        let filter = format!(
            "subscriptions?filter=account_id%20%3D%20{account}%20AND%20ended_at%20%3D%20null"
        );
        let lines = self.get(&filter).await.json();
        lines["items"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn an_order_makes_a_customer_that_gets_more_and_loses_it_again() {
    let world = World::new().await;
    let answer = world.order(&creation()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let order = answer.json();
    let path = format!("{ORDERS}/{}", order["id"].as_str().unwrap());
    assert_eq!(answer.header("location"), Some(path.as_str()));
    assert_eq!(order["status"], "pending");
    assert_eq!(order["kind"], "msp_create_account");
    assert_eq!(order["seller_id"], ids::MSP);
    assert_eq!(order["external_account_id"], "CUST-88");
    let shown = world.look_at(&path).await;
    assert_eq!(shown.body, answer.body);
    assert_eq!(shown.header("etag"), answer.header("etag"));
    assert_eq!(world.control.carry_due_orders().await.unwrap(), 1);
    let done = world.look_at(&path).await.json();
    assert_eq!(done["status"], "complete", "{done}");
    let account = done["account_id"].as_str().unwrap().to_owned();
    let customer = world.get(&format!("customers/{account}")).await.json();
    assert_eq!(customer["name"], "Harbour Bakery");
    assert_eq!(customer["status"], "active");
    assert_eq!(customer["parent_id"], ids::MSP);
    assert_eq!(customer["profile"]["address"]["region"], "SH");
    assert_eq!(world.lines_of(&account).await, 2);
    // Who sells to a customer that is there need not be named, and it goes by any of its names.
    let number = customer["names"]["rulesv4_account_number"]
        .as_str()
        .unwrap();
    let more = world.ordered(&of(number, None)).await;
    assert_eq!(more["kind"], "msp_add_service");
    assert_eq!(
        (&more["status"], &more["account_id"]),
        (&json!("complete"), &json!(account))
    );
    assert_eq!(world.lines_of(&account).await, 3);
    let mut end = of(&account, Some("msp_cancel_service"));
    end["lines"] = json!([{ "sku": SKU }, { "sku": "MTSP-STREXP-TB" }]);
    assert_eq!(world.ordered(&end).await["status"], "complete");
    assert_eq!(world.lines_of(&account).await, 0);
    let customer = world.get(&format!("customers/{account}")).await.json();
    assert_eq!(customer["status"], "inactive");
    let again = world.order(&end).await;
    again.is_problem(409, "conflict");
    let kinds = world
        .get(&format!(
            "events?filter=resource_id%20%3D%20%22{}%22&order_by=id",
            order["id"].as_str().unwrap()
        ))
        .await
        .json();
    let kinds: Vec<_> = kinds["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "fulfillment.submitted",
            "fulfillment.started",
            "fulfillment.completed"
        ]
    );
}

#[tokio::test]
async fn who_sells_is_named_or_follows() {
    let world = World::new().await;
    let seller = |answer: Answer| answer.json()["seller_id"].as_str().unwrap().to_owned();
    let mut body = creation();
    body["seller_id"] = json!(null);
    assert_eq!(seller(world.order(&body).await), ids::HOUSE_RESELLER);
    let here = format!("{ORDERS}?organization={}", ids::RESELLER);
    let made = world.owner(Method::POST, &here, &body.to_string()).await;
    assert_eq!(seller(made), ids::RESELLER);
    assert_eq!(seller(world.order(&of("0001", None)).await), ids::RESELLER);
    let mut by_partner = creation();
    by_partner["external_id"] = json!("ORD-2");
    by_partner["account"]["external_reference"] = json!(null);
    by_partner["partner_id"] = json!(ids::RESELLER);
    let made = world.ordered(&by_partner).await;
    let account = format!("customers/{}", made["account_id"].as_str().unwrap());
    assert_eq!(world.get(&account).await.json()["parent_id"], ids::RESELLER);
    let mut other = of("0001", None);
    other["seller_id"] = json!(ids::HOUSE_RESELLER);
    assert_eq!(pointers(&world.order(&other).await), ["/seller_id"]);
    for wrong in [ids::DISTRIBUTOR, ids::CUSTOMER, "nobody"] {
        let mut body = creation();
        body["seller_id"] = json!(wrong);
        body["lines"] = json!([]);
        assert_eq!(
            pointers(&world.order(&body).await),
            ["/seller_id", "/lines"]
        );
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_order_is_told_by_its_own_pointers() {
    let world = World::new().await;
    let with = |changes: &[(&str, Value)]| {
        let mut body = creation();
        for (pointer, value) in changes {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            body.pointer_mut(parent).unwrap()[name] = value.clone();
        }
        body
    };
    for (body, expected) in [
        (json!([]), vec![""]),
        (json!({}), vec!["/account", "/lines"]),
        (
            with(&[
                ("/colour", json!(1)),
                ("/lines", json!([{ "sku": 7, "quantity": "x" }])),
            ]),
            vec!["/colour", "/lines/0/sku", "/lines/0/quantity"],
        ),
        (
            with(&[
                ("/external_id", json!("")),
                ("/kind", json!("gift")),
                ("/partner_id", json!("x")),
                ("/account/name", json!(null)),
                ("/account/country", json!("Atlantis")),
                ("/account/contacts/0/address/line1", json!(null)),
                ("/account/contacts/0/first_name", json!(null)),
                (
                    "/lines",
                    json!([{ "quantity": 0 }, { "sku": SKU, "service": "gift" }, { "sku": SKU, "trial_ends_at": "2030-01-01" }]),
                ),
            ]),
            vec![
                "/external_id",
                "/partner_id",
                "/kind",
                "/account/name",
                "/account/country",
                "/account/contacts/0/first_name",
                "/account/contacts/0/address/line1",
                "/lines/0/sku",
                "/lines/0/quantity",
                "/lines/1/service",
                "/lines/2/trial_ends_at",
            ],
        ),
        (
            with(&[("/kind", json!("reseller_create_account"))]),
            vec!["/kind"],
        ),
        (with(&[("/kind", json!("msp_add_service"))]), vec!["/kind"]),
        (with(&[("/account_id", json!("0001"))]), vec!["/account_id"]),
        (
            with(&[(
                "/lines",
                json!([{ "sku": "NONE" }, { "sku": SKU }, { "sku": "NEITHER" }]),
            )]),
            vec!["/lines/0/sku", "/lines/2/sku"],
        ),
        (
            json!({ "account_id": "0ABC", "lines": [{ "sku": "x", "quantity": 0 }] }),
            vec!["/account_id", "/lines/0/quantity"],
        ),
        (
            json!({ "account_id": ids::ORDERING_ACCOUNT, "kind": "msp_cancel_service", "external_id": "NONE", "lines": [{ "sku": SKU }] }),
            vec!["/external_id"],
        ),
        (
            json!({ "account_id": ids::ORDERING_ACCOUNT, "kind": "msp_cancel_service", "lines": [{ "sku": SKU, "quantity": 1 }] }),
            vec!["/lines/0/quantity"],
        ),
    ] {
        let refused = world.order(&body).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    // Names are used once.
    assert_eq!(world.order(&creation()).await.status, 201);
    assert_eq!(pointers(&world.order(&creation()).await), ["/external_id"]);
    let other = with(&[("/external_id", json!("ORD-7002"))]);
    assert_eq!(
        pointers(&world.order(&other).await),
        ["/account/external_reference"]
    );
}

#[tokio::test]
async fn under_one_key_it_is_ordered_once() {
    let world = World::new().await;
    let key = [("idempotency-key", "k")];
    let body = creation().to_string();
    let first = world.owner_with(Method::POST, ORDERS, &key, &body).await;
    let again = world.owner_with(Method::POST, ORDERS, &key, &body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = of("0001", None).to_string();
    let other = world.owner_with(Method::POST, ORDERS, &key, &other).await;
    other.is_problem(409, "conflict");
}

#[tokio::test]
async fn a_pending_order_is_cancelled_and_a_complete_one_is_not() {
    let world = World::new().await;
    let order = world.order(&creation()).await;
    let path = order.header("location").unwrap().to_owned();
    let cancel = format!("{path}/cancel");
    let cancelled = world.owner(Method::POST, &cancel, "").await;
    assert_eq!(cancelled.status, 200, "{cancelled:?}");
    assert_eq!(cancelled.json()["status"], "cancelled");
    let shown = world.look_at(&path).await;
    assert_eq!(shown.body, cancelled.body);
    assert_eq!(shown.header("etag"), cancelled.header("etag"));
    let again = world.owner(Method::POST, &cancel, "").await;
    assert_eq!((again.status, &again.body), (200, &cancelled.body));
    assert_eq!(world.control.carry_due_orders().await.unwrap(), 0);
    let done = world.ordered(&of("0001", None)).await;
    let late = format!("{ORDERS}/{}/cancel", done["id"].as_str().unwrap());
    let late = world.owner(Method::POST, &late, "").await;
    late.is_problem(409, "conflict");
    for absent in ["00000000-0000-4000-8000-000000000000", "nothing"] {
        let refused = world
            .owner(Method::POST, &format!("{ORDERS}/{absent}/cancel"), "")
            .await;
        refused.is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn strangers_readers_and_whoever_is_elsewhere_order_nothing() {
    let world = World::new().await;
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    let house = ids::organization(ids::HOUSE_RESELLER);
    world
        .let_in(502, Some(house), "neighbours-token", true)
        .await;
    let order = world.order(&creation()).await;
    let cancel = format!("{}/cancel", order.header("location").unwrap());
    for (token, ordering, cancelling) in [
        ("readers-token", 403, 403),
        ("strangers-token", 400, 404),
        ("neighbours-token", 400, 404),
    ] {
        let bearer = format!("Bearer {token}");
        let bearer = [("authorization", bearer.as_str())];
        for body in [of(ids::CUSTOMER, None), creation()] {
            let refused = world
                .change(Method::POST, ORDERS, &bearer, &body.to_string())
                .await;
            assert_eq!(refused.status, ordering, "{token}: {refused:?}");
        }
        let refused = world.change(Method::POST, &cancel, &bearer, "").await;
        assert_eq!(refused.status, cancelling, "{token}: {refused:?}");
    }
    let path = order.header("location").unwrap();
    assert_eq!(world.look_at(path).await.json()["status"], "pending");
    let (cookie, csrf) = world.signed_in().await;
    let with = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let body = of("0001", None).to_string();
    let refused = world.change(Method::POST, ORDERS, &with[..1], &body).await;
    refused.is_problem(403, "csrf-required");
    let ordered = world.change(Method::POST, ORDERS, &with, &body).await;
    assert_eq!(ordered.status, 201, "{ordered:?}");
    assert_eq!(
        ordered.json()["user"],
        landfall_demo::credentials::BUSINESS_ADMIN_EMAIL
    );
}
