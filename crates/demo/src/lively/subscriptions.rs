//! The service lines that follow from the orders: each that was completed made a line, or ended those of its service. A
//! customer whose last line ended is out of use if an order created it and nothing of it is deployed.

use std::collections::{HashMap, HashSet};

use landfall_core::{
    id::{OrganizationId, SubscriptionId},
    model::{
        Deployment, FulfillmentAction, FulfillmentDetail, FulfillmentStatus, Service, Status,
        Subscription,
    },
    rules::in_use::is_in_use,
};
use serde_json::Value;

use super::draw::Draw;
use crate::Record;

const DAY: i64 = 24 * 3600;

/// Adds the lines of the orders from position `first` on.
pub(super) fn follow(record: &mut Record, draw: &mut Draw, first: usize) {
    let mut orders: HashMap<OrganizationId, Vec<&FulfillmentDetail>> = HashMap::new();
    let mut accounts = Vec::new();
    let mut created = HashSet::new();
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
            if order.fulfillment.kind.action == FulfillmentAction::CreateAccount {
                created.insert(account);
            }
        }
    }
    for account in accounts {
        let mut orders = orders.remove(&account).unwrap_or_default();
        orders.sort_by_key(|order| (order.fulfillment.updated_at, order.fulfillment.id));
        let lines = lines(account, &orders, draw);
        record.subscriptions.extend(lines);
    }
    retire(record, &created);
}

/// Takes those of the customers that orders created out of use which have nothing any more.
fn retire(record: &mut Record, created: &HashSet<OrganizationId>) {
    let mut lines: HashMap<OrganizationId, Vec<&Subscription>> = HashMap::new();
    for line in &record.subscriptions {
        lines.entry(line.account).or_default().push(line);
    }
    let mut deployments: HashMap<OrganizationId, Vec<&Deployment>> = HashMap::new();
    for deployment in &record.deployments {
        deployments
            .entry(deployment.customer)
            .or_default()
            .push(deployment);
    }
    let none = (Vec::new(), Vec::new());
    for customer in &mut record.organizations {
        let lines = lines.get(&customer.id).unwrap_or(&none.0);
        let deployed = deployments.get(&customer.id).unwrap_or(&none.1);
        let may_retire = created.contains(&customer.id) && customer.status == Status::Active;
        if may_retire && !is_in_use(lines.iter().copied(), deployed.iter().copied()) {
            customer.status = Status::Inactive;
            let ended = lines.iter().filter_map(|line| line.ended_at).max();
            customer.updated_at = ended.unwrap_or(customer.updated_at);
        }
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
