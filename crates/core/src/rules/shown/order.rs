//! Fulfillments and service lines (metallic contract, sections 3 to 6).

use serde_json::{Map, Value};

use super::{findings::Findings, text::is_line};
use crate::model::{
    FulfillmentAction, FulfillmentDetail, FulfillmentStatus, Offer, Service, Subscription,
};

/// What does not fit about a fulfillment.
pub fn check_fulfillment(it: &FulfillmentDetail, findings: &mut Findings) {
    let order = &it.fulfillment;
    let creates = order.kind.action == FulfillmentAction::CreateAccount;
    let is_known = !creates || order.status == FulfillmentStatus::Complete;
    findings.unless(
        order.account.is_some() || !is_known,
        "account",
        "present, but for the creation of an account that is not complete",
    );
    if let Some(external) = &order.external_account_id {
        findings.length("external_account_id", external, 1, 255);
        findings.unless(is_line(external), "external_account_id", "a line of text");
    }
    findings.length("user", &order.user, 1, 240);
    findings.unless(is_line(&order.user), "user", "a line of text");
    findings.unless(
        serde_json::from_str::<Map<String, Value>>(&it.request).is_ok(),
        "request",
        "a JSON object as text",
    );
    let failed = order.status == FulfillmentStatus::Failed;
    findings.unless(
        it.failure.is_some() == failed,
        "failure",
        "present exactly when the status is failed",
    );
    if let Some(failure) = &it.failure {
        findings.within("failure", |findings| {
            findings.unless(
                (2001..=2005).contains(&failure.code),
                "code",
                "2001 to 2005",
            );
            findings.length("message", &failure.message, 1, 1000);
        });
    }
}

/// What does not fit about an offer of the catalogue.
pub fn check_offer(it: &Offer, findings: &mut Findings) {
    check_offered(&it.sku, &it.name, findings);
}

/// What does not fit about what an offer of the catalogue is called.
pub fn check_offered(sku: &str, name: &str, findings: &mut Findings) {
    findings.length("sku", sku, 1, 255);
    findings.unless(
        is_line(sku) && sku.trim() == sku,
        "sku",
        "a line of text without blanks around it",
    );
    findings.length("name", name, 0, 255);
    findings.unless(is_line(name), "name", "a line of text");
}

/// What does not fit about a service line.
pub fn check_subscription(it: &Subscription, findings: &mut Findings) {
    findings.length("sku", &it.sku, 1, 255);
    findings.unless(is_line(&it.sku), "sku", "a line of text");
    findings.unless(it.quantity > 0, "quantity", "a number from 1");
    if let Service::Trial { ends_at } = it.service {
        findings.unless(
            it.ordered_at <= ends_at,
            "trial_ends_at",
            "not before ordered_at",
        );
    }
    findings.unless(
        it.ended_at.is_none_or(|ended_at| it.ordered_at <= ended_at),
        "ended_at",
        "not before ordered_at",
    );
}
