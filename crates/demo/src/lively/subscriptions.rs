//! The service lines that follow from the orders: each that was completed made a line, or ended those of its service.

use std::collections::HashMap;

use landfall_core::{
    id::{OrganizationId, SubscriptionId},
    model::{FulfillmentAction, FulfillmentDetail, FulfillmentStatus, Service, Subscription},
};
use serde_json::Value;

use super::draw::Draw;
use crate::Record;

const DAY: i64 = 24 * 3600;

/// Adds the lines of the orders from position `first` on.
pub(super) fn follow(record: &mut Record, draw: &mut Draw, first: usize) {
    let mut orders: HashMap<OrganizationId, Vec<&FulfillmentDetail>> = HashMap::new();
    let mut accounts = Vec::new();
    for order in &record.fulfillments[first..] {
        let Some(account) = order.fulfillment.account else {
            continue;
        };
        if order.fulfillment.status == FulfillmentStatus::Complete {
            let known = orders.entry(account).or_default();
            if known.is_empty() {
                accounts.push(account);
            }
            known.push(order);
        }
    }
    for account in accounts {
        let mut orders = orders.remove(&account).unwrap_or_default();
        orders.sort_by_key(|order| (order.fulfillment.updated_at, order.fulfillment.id));
        let lines = lines(account, &orders, draw);
        record.subscriptions.extend(lines);
    }
}

/// One customer's lines.
fn lines(
    account: OrganizationId,
    orders: &[&FulfillmentDetail],
    draw: &mut Draw,
) -> Vec<Subscription> {
    let mut lines: Vec<Subscription> = Vec::new();
    for order in orders {
        let fulfillment = &order.fulfillment;
        for (sku, quantity) in ordered(&order.request) {
            if fulfillment.kind.action == FulfillmentAction::CancelService {
                let active = |line: &&mut Subscription| line.ended_at.is_none() && line.sku == sku;
                for line in lines.iter_mut().filter(active) {
                    line.ended_at = Some(fulfillment.updated_at);
                }
                continue;
            }
            lines.push(Subscription {
                id: SubscriptionId(draw.uuid()),
                account,
                sku,
                quantity,
                service: if draw.happens(12) {
                    Service::Trial {
                        ends_at: fulfillment.created_at.plus(30 * DAY),
                    }
                } else {
                    Service::Paid
                },
                ordered_at: fulfillment.created_at,
                ended_at: None,
                fulfillment: Some(fulfillment.id),
            });
        }
    }
    lines
}

/// The services of an order's body and how many of each.
fn ordered(request: &str) -> Vec<(String, u32)> {
    let request: Value = serde_json::from_str(request).expect("orders were made up as JSON");
    let services = request["service"]["skus"].as_array();
    let services = services.into_iter().flatten().map(|service| {
        let quantity = service["quantity"].as_u64().unwrap_or(1);
        (
            service["sku"].as_str().unwrap_or_default().to_owned(),
            u32::try_from(quantity).unwrap_or(u32::MAX),
        )
    });
    services.collect()
}
