//! The service catalogue: what a tenant offers, by SKU.

use crate::id::{TenantId, Timestamp};

/// One service that a tenant offers, or offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The tenant whose catalogue it stands in.
    pub tenant: TenantId,
    /// Its name in orders and on service lines; unique in the tenant, letter case and all.
    pub sku: String,
    /// A text for people.
    pub name: String,
    /// Whether it can be ordered. What is no longer offered stays known: lines of it go on and can be ended.
    pub offered: bool,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
