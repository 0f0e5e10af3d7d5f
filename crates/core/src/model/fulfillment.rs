//! Fulfillments: orders, as durable workflows (metallic contract, sections 3 and 4).

use serde::{Deserialize, Serialize};

use crate::id::{FulfillmentId, Malformed, OrganizationId, TenantId, Timestamp};

text_enum! {
    /// Where a fulfillment stands.
    FulfillmentStatus, "fulfillment status" {
        /// Accepted and durable.
        Pending = "pending",
        /// A worker holds it.
        InProgress = "in_progress",
        /// All effects are done. Final.
        Complete = "complete",
        /// No effect remains. Final.
        Failed = "failed",
        /// Withdrawn before a worker took it. Final.
        Cancelled = "cancelled",
    }
}

impl FulfillmentStatus {
    /// Whether nothing comes after it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Cancelled)
    }

    /// Whether a fulfillment in this status can come into that one (metallic contract, section 4).
    pub fn can_become(self, to: Self) -> bool {
        match self {
            Self::Pending => matches!(to, Self::InProgress | Self::Cancelled),
            Self::InProgress => matches!(to, Self::Complete | Self::Failed),
            Self::Complete | Self::Failed | Self::Cancelled => false,
        }
    }
}

text_enum! {
    /// Who introduced the customer.
    SellerKind, "seller" {
        /// A managed service provider.
        Msp = "msp",
        /// A reseller.
        Reseller = "reseller",
    }
}

text_enum! {
    /// What is to be done.
    FulfillmentAction, "fulfillment action" {
        /// A new customer with its first services.
        CreateAccount = "create_account",
        /// More services for a customer.
        AddService = "add_service",
        /// Services end.
        CancelService = "cancel_service",
    }
}

/// The type that the wire shows, such as `msp_create_account`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FulfillmentKind {
    /// Who introduced the customer.
    pub seller: SellerKind,
    /// What is to be done.
    pub action: FulfillmentAction,
}

impl FulfillmentKind {
    /// The fixed text.
    pub fn as_str(self) -> &'static str {
        match (self.seller, self.action) {
            (SellerKind::Msp, FulfillmentAction::CreateAccount) => "msp_create_account",
            (SellerKind::Msp, FulfillmentAction::AddService) => "msp_add_service",
            (SellerKind::Msp, FulfillmentAction::CancelService) => "msp_cancel_service",
            (SellerKind::Reseller, FulfillmentAction::CreateAccount) => "reseller_create_account",
            (SellerKind::Reseller, FulfillmentAction::AddService) => "reseller_add_service",
            (SellerKind::Reseller, FulfillmentAction::CancelService) => "reseller_cancel_service",
        }
    }
}

/// Reads the fixed text, exactly.
impl std::str::FromStr for FulfillmentKind {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let all = SellerKind::ALL.iter().flat_map(|&seller| {
            FulfillmentAction::ALL
                .iter()
                .map(move |&action| Self { seller, action })
        });
        all.into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Malformed::new("fulfillment type", text, "such as msp_create_account"))
    }
}

/// An order and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfillment {
    /// Its id.
    pub id: FulfillmentId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The MSP or reseller that introduced the customer: who is at or above it sees the fulfillment.
    pub seller: OrganizationId,
    /// What is to be done, for whom.
    pub kind: FulfillmentKind,
    /// Where it stands.
    pub status: FulfillmentStatus,
    /// The customer; for a creation only once it is complete.
    pub account: Option<OrganizationId>,
    /// The customer's external id at the time of the order, if it had one.
    pub external_account_id: Option<String>,
    /// Who ordered: the e-mail of a person, or the id of a service client.
    pub user: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When its status last changed.
    pub updated_at: Timestamp,
}

impl Fulfillment {
    /// The customer, as far as partners are told: an order that makes one names it once it is complete, every other order
    /// from the start (metallic contract, section 3).
    pub fn told_account(&self) -> Option<OrganizationId> {
        let creates = self.kind.action == FulfillmentAction::CreateAccount;
        let told = !creates || self.status == FulfillmentStatus::Complete;
        self.account.filter(|_| told)
    }
}

/// A fulfillment with what only its own page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FulfillmentDetail {
    /// What lists show.
    pub fulfillment: Fulfillment,
    /// The submitted body as JSON text.
    pub request: String,
    /// Why it failed.
    pub failure: Option<Failure>,
}

/// One key of a sort: a column and its direction.
pub type FulfillmentOrder = (FulfillmentField, super::Direction);

text_enum! {
    /// What lists of fulfillments can be sorted by, under metallic's member names.
    FulfillmentField, "fulfillment field" {
        /// The id.
        Id = "id",
        /// When it was accepted.
        CreatedAt = "insertTs",
        /// When its status last changed.
        UpdatedAt = "updateTs",
        /// Where it stands.
        Status = "status",
        /// The customer.
        Account = "accountId",
        /// The customer's external id.
        ExternalAccount = "externalAccountId",
        /// What is to be done.
        Kind = "type",
        /// Who ordered.
        User = "userId",
    }
}

/// Why a fulfillment failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// 2001 to 2005.
    pub code: u32,
    /// A sentence for people.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_types_read_back() {
        for text in [
            "msp_create_account",
            "msp_add_service",
            "msp_cancel_service",
            "reseller_create_account",
            "reseller_add_service",
            "reseller_cancel_service",
        ] {
            assert_eq!(text.parse::<FulfillmentKind>().unwrap().as_str(), text);
        }
        assert!("msp".parse::<FulfillmentKind>().is_err());
    }
}
