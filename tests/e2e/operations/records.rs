//! The native API's writes of customers, resellers, deployments and orders.

use serde_json::json;

use super::{
    case::{Callers, Case},
    native::sending,
};

const RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05";
const DISTRIBUTOR: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d02";
/// The customer that is abroad, account 0003, and a deployment of it.
const ABROAD: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d07";
const DEPLOYMENT: &str = "918274650";
/// An order that is pending, and one that is complete.
const PENDING: &str = "f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a02";
const COMPLETE: &str = "587d4d28-066c-406e-b975-5d04e4e47373";
const ABSENT: &str = "00000000-0000-4000-8000-000000000000";

/// A customer or a reseller.
fn account(parent: &str, name: &str) -> String {
    json!({
        "parent_id": parent,
        "name": name,
        "profile": {
            "preferred_language": "de-DE",
            "address": { "country": "DE", "region": "SH", "city": "Kiel", "line1": "Kai 3", "postal_code": "24103" },
            "contacts": [{ "first_name": "Ida", "last_name": "Brandt", "email": "ida@walked.example" }],
        },
    })
    .to_string()
}

/// Adding and changing accounts and deployments.
pub(super) fn accounts(callers: &Callers) -> Vec<Case> {
    let callers = sending(callers);
    let plain = callers.own.replace("application/json", "text/plain");
    let stale = format!("{}If-Match: \"nonsense\"\r\n", callers.own);
    let (customers, organizations) = ("/landfall/v1/customers", "/landfall/v1/organizations");
    let customer = account(RESELLER, "Walked Over GmbH");
    let reseller = account(DISTRIBUTOR, "Walked Over Resale");
    let reference = r#"{"external_reference":"walked"}"#;
    let adds = [
        ("add_customer", customers, &customer, "Walked Over GmbH"),
        (
            "add_reseller",
            organizations,
            &reseller,
            "Walked Over Resale",
        ),
    ];
    let adds = adds.map(|(operation, place, body, name)| {
        callers
            .list(operation, place, &[name])
            .with_body(body)
            .bad_query("nonsense=1", 400)
            .bad_body("{", 400)
            .bad_body(&body.replace("\"SH\"", "\"sh!\""), 400)
            .bad_body(&body.replace("parent_id", "parent"), 400)
            .bad_body(&account(ABSENT, name), 400)
            .bad_lines(&plain, 415)
    });
    let changes = [
        ("change_customer", customers, ABROAD),
        ("change_reseller", organizations, RESELLER),
    ];
    let changes = changes.map(|(operation, place, id)| {
        callers
            .object(operation, &format!("{place}/{id}"), id, ABSENT)
            .with_body(reference)
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF"), 404)
            .bad_body(r#"{"name":"Somebody Else"}"#, 400)
            .bad_lines(&plain, 415)
            .bad_lines(&stale, 412)
    });
    let mut cases: Vec<Case> = adds.into_iter().chain(changes).collect();
    cases.extend(deployments(&callers, &stale));
    cases
}

fn deployments(callers: &Callers, stale: &str) -> [Case; 2] {
    let place = "/landfall/v1/deployments";
    let body = json!({
        "customer_id": "0003",
        "address": { "country": "FR", "region": "IDF", "city": "Paris", "line1": "3 Quai Walked", "postal_code": "75012" },
    })
    .to_string();
    [
        callers
            .list("add_deployment", place, &["3 Quai Walked"])
            .with_body(&body)
            .bad_query("nonsense=1", 400)
            .bad_body("{}", 400)
            .bad_body(&body.replace("75012", "x"), 400)
            // That customer has no global sales.
            .bad_body(&body.replace("0003", "0004"), 409),
        callers
            .object(
                "change_deployment",
                &format!("{place}/{DEPLOYMENT}"),
                DEPLOYMENT,
                "100000001",
            )
            .with_body(r#"{"status":"inactive"}"#)
            .bad_target(&format!("{place}/%FF"), 404)
            .bad_body(r#"{"status":"gone"}"#, 400)
            .bad_body(r#"{"address":{"country":"DE"}}"#, 400)
            .bad_lines(stale, 412),
    ]
}

/// Ordering, and withdrawing an order.
pub(super) fn orders(callers: &Callers) -> Vec<Case> {
    let writing = sending(callers);
    let place = "/landfall/v1/fulfillments";
    let body = json!({ "external_id": "ORD-WALKED", "account_id": "0004", "lines": [{ "sku": "MTSP-M365E-USR" }] });
    let body = body.to_string();
    vec![
        writing
            .list("submit_fulfillment", place, &["ORD-WALKED"])
            .with_body(&body)
            .bad_query("nonsense=1", 400)
            .bad_body("{", 400)
            .bad_body("{}", 400)
            .bad_body(&body.replace("0004", "0ABC"), 400)
            .bad_body(&body.replace("M365E", "NONE"), 400)
            .bad_lines(&writing.own.replace("application/json", "text/plain"), 415),
        callers
            .object(
                "cancel_fulfillment",
                &format!("{place}/{PENDING}/cancel"),
                PENDING,
                ABSENT,
            )
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/nonsense/cancel"), 404)
            .bad_target(&format!("{place}/{COMPLETE}/cancel"), 409),
    ]
}
