//! Deployments: a customer's presence at an address outside its home country.

use super::{Address, Status};
use crate::id::{OrganizationId, Timestamp, VipmpId};

/// A customer's presence at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Its number, 9 or 10 digits.
    pub vipmp_id: VipmpId,
    /// The customer it belongs to.
    pub customer: OrganizationId,
    /// Where it is.
    pub address: Address,
    /// [`Status::Active`] or [`Status::Inactive`].
    pub status: Status,
    /// When it was made.
    pub created_at: Timestamp,
}
