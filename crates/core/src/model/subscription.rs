//! Service lines: what was ordered for a customer and runs until it ends (metallic contract, sections 7 and 8).

use super::{AccountType, Direction, Organization};
use crate::id::{FulfillmentId, OrganizationId, SubscriptionId, Timestamp};

/// How a line is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// It is paid for.
    Paid,
    /// It is tried out.
    Trial {
        /// Until then.
        ends_at: Timestamp,
    },
}

impl Service {
    /// The fixed text: `paid` or `trial`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Trial { .. } => "trial",
        }
    }
}

/// A service line. It is never changed but for its end, and ends whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// The customer who has it.
    pub account: OrganizationId,
    /// What it is a line of.
    pub sku: String,
    /// How many, at least one.
    pub quantity: u32,
    /// How it is used.
    pub service: Service,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it ended; none while it is active.
    pub ended_at: Option<Timestamp>,
    /// The order that made it; none for a line that came along from another system.
    pub fulfillment: Option<FulfillmentId>,
}

/// What of a customer is in use, and whether an order made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CustomerUse {
    /// A complete order made the customer.
    pub ordered: bool,
    /// It has a line that has not ended.
    pub lines: bool,
    /// It has an active deployment.
    pub deployments: bool,
}

impl CustomerUse {
    /// Whether anything of it is in use.
    pub fn is_in_use(self) -> bool {
        self.lines || self.deployments
    }
}

text_enum! {
    /// Whether an account is served.
    SoldStatus, "account status" {
        /// It is.
        Active = "active",
        /// All of its lines have ended, or the customer is out of use.
        Deactivated = "deactivated",
    }
}

/// A customer as metallic shows it: with what was sold to it.
#[derive(Debug, Clone, PartialEq)]
pub struct SoldAccount {
    /// The organization of kind `customer`.
    pub organization: Organization,
    /// What it is kept for; none unless its nearest seller is an MSP.
    pub account_type: Option<AccountType>,
    /// `deactivated` when it has lines and none is active, or the organization is in a status out of use.
    pub status: SoldStatus,
    /// Its active lines, oldest first.
    pub services: Vec<Subscription>,
}

text_enum! {
    /// What lists of accounts can be sorted by, under metallic's member names.
    SoldField, "account field" {
        /// The id.
        Id = "id",
        /// When the customer was made.
        CreatedAt = "insertTs",
        /// When it was last changed.
        UpdatedAt = "updateTs",
        /// Its name.
        Name = "name",
        /// Its external reference, if it has one.
        ExternalReference = "externalId",
        /// Whether it is served.
        Status = "status",
        /// What it is kept for, if that is known.
        Type = "type",
    }
}

/// One key of a sort: a column and its direction.
pub type SoldOrder = (SoldField, Direction);

/// Which accounts are wanted. A list without values asks for nothing; of several values of one list any will do, and every
/// list that asks has to be satisfied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoldFilter {
    /// Whether it is served.
    pub statuses: Vec<SoldStatus>,
    /// Its id.
    pub ids: Vec<OrganizationId>,
    /// Ids that it does not have, not one of them.
    pub not_ids: Vec<OrganizationId>,
    /// Its name, exactly.
    pub names: Vec<String>,
    /// Its web site, exactly.
    pub websites: Vec<String>,
    /// What it is kept for.
    pub types: Vec<AccountType>,
    /// Its external reference, exactly.
    pub external_references: Vec<String>,
    /// A distributor, aggregator, MSP or reseller in view, below which it hangs.
    pub sellers: Vec<OrganizationId>,
    /// A reseller in view, below which it hangs.
    pub resellers: Vec<OrganizationId>,
    /// A part of its name or of its first contact's e-mail address, letter case aside.
    pub search: Vec<String>,
}
