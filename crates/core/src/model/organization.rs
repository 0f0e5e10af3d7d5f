//! The organization tree: tenant, distributors, aggregators, MSPs, resellers and customers.

use super::{MembershipGroup, MembershipRole, Profile};
use crate::id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId};

text_enum! {
    /// What an organization is.
    OrganizationKind, "organization kind" {
        /// The root of a tenant's tree.
        Tenant = "tenant",
        /// Who holds the contract with the vendor.
        Distributor = "distributor",
        /// A partner that bundles others.
        Aggregator = "aggregator",
        /// A managed service provider.
        Msp = "msp",
        /// A reseller.
        Reseller = "reseller",
        /// Who uses what is sold.
        Customer = "customer",
    }
}

text_enum! {
    /// Where an account stands in its life (vipmp contract, section 8). Organizations above resellers are always active.
    Status, "status" {
        /// In use.
        Active = "1000",
        /// Waiting for validation.
        Pending = "1002",
        /// Out of use, for no reason that has a code of its own.
        Inactive = "1004",
        /// Out of use: the address is wrong.
        InvalidAddress = "1010",
        /// Out of use: blocked by an operator.
        Blocked = "1012",
        /// Out of use: the same company and primary contact exist already.
        Duplicate = "1014",
    }
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// Its id; a customer's is also its `accountId` in metallic and the key of its akana names.
    pub id: OrganizationId,
    /// The tenant it belongs to, for ever.
    pub tenant: TenantId,
    /// The organization above it; none for the tenant organization only.
    pub parent: Option<OrganizationId>,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name. A customer's obeys the company-name pattern of vipmp.
    pub name: String,
    /// A text for people; may be empty.
    pub description: String,
    /// Where it stands in its life.
    pub status: Status,
    /// The partner's own reference; may be empty, need not be unique.
    pub external_reference: String,
    /// Its number in vipmp: distributors, MSPs, resellers and customers have one.
    pub vipmp_id: Option<VipmpId>,
    /// Its number in rulesv4: customers have one.
    pub account_number: Option<AccountNumber>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What the dialects show beside that.
    pub profile: Profile,
}

/// A customer with what its vipmp form needs from around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The organization of kind `customer`.
    pub organization: Organization,
    /// The number of the nearest MSP or reseller above it, which vipmp shows as `resellerId`.
    pub reseller: VipmpId,
    /// The group it owns or is a member of.
    pub membership: Option<(MembershipGroup, MembershipRole)>,
}

/// A seller as vipmp shows it: resellers are, and MSPs are shown as such.
#[derive(Debug, Clone, PartialEq)]
pub struct Reseller {
    /// The organization of kind `reseller` or `msp`.
    pub organization: Organization,
    /// The number of the nearest distributor above it, else of the tenant's own.
    pub distributor: VipmpId,
}
