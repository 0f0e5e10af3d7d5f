//! Service lines. One that is tried out says until when; one that is paid for does not.

use landfall_core::{
    id::{FulfillmentId, OrganizationId, SubscriptionId, Timestamp},
    model::{Service, Subscription},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubscriptionLine {
    id: SubscriptionId,
    account: OrganizationId,
    sku: String,
    quantity: u32,
    #[serde(
        default,
        with = "time::option",
        skip_serializing_if = "Option::is_none"
    )]
    trial_ends_at: Option<Timestamp>,
    #[serde(with = "time")]
    ordered_at: Timestamp,
    #[serde(
        default,
        with = "time::option",
        skip_serializing_if = "Option::is_none"
    )]
    ended_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fulfillment: Option<FulfillmentId>,
}

pub(super) fn serialize<S: Serializer>(it: &Subscription, to: S) -> Result<S::Ok, S::Error> {
    SubscriptionLine {
        id: it.id,
        account: it.account,
        sku: it.sku.clone(),
        quantity: it.quantity,
        trial_ends_at: match it.service {
            Service::Paid => None,
            Service::Trial { ends_at } => Some(ends_at),
        },
        ordered_at: it.ordered_at,
        ended_at: it.ended_at,
        fulfillment: it.fulfillment,
    }
    .serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Subscription, D::Error> {
    let line = SubscriptionLine::deserialize(from)?;
    Ok(Subscription {
        id: line.id,
        account: line.account,
        sku: line.sku,
        quantity: line.quantity,
        service: line
            .trial_ends_at
            .map_or(Service::Paid, |ends_at| Service::Trial { ends_at }),
        ordered_at: line.ordered_at,
        ended_at: line.ended_at,
        fulfillment: line.fulfillment,
    })
}
