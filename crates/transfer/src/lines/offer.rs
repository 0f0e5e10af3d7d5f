//! Offers of the service catalogue, in the form in which `landfall catalogue import` takes them, with the tenant and when they were
//! last changed.

use landfall_core::{
    id::{TenantId, Timestamp},
    model::Offer,
};
use serde::{Deserialize, Serialize};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Offer", deny_unknown_fields)]
pub(super) struct OfferLine {
    tenant: TenantId,
    sku: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default = "yes")]
    offered: bool,
    #[serde(with = "time")]
    updated_at: Timestamp,
}

fn yes() -> bool {
    true
}
