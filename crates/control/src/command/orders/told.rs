//! The events of orders.

use landfall_core::model::{Fulfillment, NewEvent, ResourceKind};
use serde_json::Value;

use crate::{Clock, Provenance};

/// The event of an order, which lies where the order does: with its seller.
pub(super) fn told(
    kind: &'static str,
    order: &Fulfillment,
    detail: &Value,
    (provenance, clock): (&Provenance, &dyn Clock),
) -> NewEvent {
    provenance.event(
        clock,
        kind,
        (Some(order.tenant.clone()), Some(order.seller)),
        (ResourceKind::Fulfillment, order.id.to_string()),
        detail,
    )
}
