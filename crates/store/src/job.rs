//! Jobs of open orders: who may take which, and for how long.
//!
//! A job is taken for a while under a *fencing number* that grows each time: who has lost it cannot write any more, so a job
//! that is taken too early is only done in vain, and clocks that differ do no harm.

use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId, Timestamp},
    model::{Failure, FulfillmentStatus},
};
use uuid::Uuid;

/// Which jobs can be taken: the first of their queues that are due and that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobsDue {
    /// Who asks: a number that no other process has or had.
    pub holder: Uuid,
    /// Microseconds since 1970, UTC.
    pub now_micros: i64,
    /// Whether no other process can have the record open: then what others hold nobody holds.
    pub alone: bool,
}

/// Who takes jobs, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobClaim {
    /// Which can be taken.
    pub due: JobsDue,
    /// When others may take them, in microseconds since 1970, UTC.
    pub until_micros: i64,
    /// How many at most.
    pub limit: u32,
}

/// How an order ends that a worker has carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEnd {
    /// The tenant.
    pub tenant: TenantId,
    /// The order, which is in progress.
    pub id: FulfillmentId,
    /// The customer that it has made, if it has made one.
    pub made: Option<OrganizationId>,
    /// Why it failed; none when it is complete.
    pub failure: Option<Failure>,
    /// When.
    pub at: Timestamp,
}

/// A fulfillment coming from one status into another.
pub(crate) struct Move<'m> {
    pub(crate) tenant: &'m TenantId,
    pub(crate) id: FulfillmentId,
    pub(crate) from: FulfillmentStatus,
    pub(crate) to: FulfillmentStatus,
    pub(crate) at: Timestamp,
    /// The customer that it has made.
    pub(crate) made: Option<OrganizationId>,
    pub(crate) failure: Option<&'m Failure>,
}

impl<'m> From<&'m OrderEnd> for Move<'m> {
    fn from(end: &'m OrderEnd) -> Self {
        Self {
            tenant: &end.tenant,
            id: end.id,
            from: FulfillmentStatus::InProgress,
            to: match end.failure {
                None => FulfillmentStatus::Complete,
                Some(_) => FulfillmentStatus::Failed,
            },
            at: end.at,
            made: end.made,
            failure: end.failure.as_ref(),
        }
    }
}

/// What a partner would call an order and the account that it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderNames {
    /// The tenant.
    pub tenant: TenantId,
    /// The topmost partner, below which names are unique.
    pub root: OrganizationId,
    /// The order's name.
    pub order: Option<String>,
    /// The account's.
    pub account: Option<String>,
}

/// What a new reseller would be called and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResellerNames {
    /// The tenant.
    pub tenant: TenantId,
    /// The organization below which these have to be its own.
    pub root: OrganizationId,
    /// The partner's own reference.
    pub external_reference: String,
    /// Its name.
    pub name: String,
    /// The e-mail addresses of its contacts, in lower case.
    pub emails: Vec<String>,
}

/// Which of a new reseller's names another reseller has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenReseller {
    /// The reference.
    pub external_reference: bool,
    /// The name, letter case aside.
    pub name: bool,
    /// An e-mail address.
    pub email: bool,
}

/// Which names are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenNames {
    /// The order's, by an order that makes or adds something and has neither failed nor been cancelled.
    pub order: bool,
    /// The account's, by an account or an order that is to make one.
    pub account: bool,
}

/// The name that a partner has given an order in its request; only orders that make an account or add to one have a name of
/// their own.
pub(crate) fn order_name(detail: &landfall_core::model::FulfillmentDetail) -> Option<String> {
    use landfall_core::model::FulfillmentAction;

    #[derive(serde::Deserialize)]
    struct Named {
        #[serde(rename = "externalId")]
        external_id: Option<serde_json::Value>,
    }

    if detail.fulfillment.kind.action == FulfillmentAction::CancelService {
        return None;
    }
    // A request that cannot be read has no name; nothing is refused here that was accepted once.
    let named: Named = serde_json::from_str(&detail.request).ok()?;
    let name = named.external_id?;
    name.as_str()
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}
