//! Linked membership groups: named groups of customers, kept beside the organization tree.

use serde::{Deserialize, Serialize};

use super::Discount;
use crate::id::{TenantId, Timestamp, VipmpId};

text_enum! {
    /// What kind of group it is.
    GroupKind, "group type" {
        /// An ordinary group.
        Standard = "STANDARD",
        /// A consortium.
        Consortium = "CONSORTIUM",
    }
}

text_enum! {
    /// What a customer is in a group.
    MembershipRole, "membership" {
        /// Made the group.
        Owner = "OWNER",
        /// Joined it.
        Member = "MEMBER",
    }
}

/// A group of customers with one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipGroup {
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// Its 8-digit number.
    pub vipmp_id: VipmpId,
    /// Its name, 1–80 characters; need not be unique.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// When it was made.
    pub created_at: Timestamp,
    /// Present for groups of large government agencies.
    pub large_agency: Option<LargeAgencyGroup>,
}

/// What a group of large government agencies has beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargeAgencyGroup {
    /// `US` or `CA`.
    pub country: String,
    /// The benefits that membership gives.
    pub benefit_types: Vec<String>,
    /// The discount levels that membership gives.
    pub discounts: Vec<Discount>,
}

/// A group of large government agencies, as a search finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGroup {
    /// The group; it has what large agencies have.
    pub group: MembershipGroup,
    /// How many customers have joined it, its owner not among them.
    pub members: u64,
}
