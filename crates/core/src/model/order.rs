//! What an order does, and the job that does it (metallic contract, sections 4 and 7).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Fulfillment, Profile};
use crate::id::{FulfillmentId, OrganizationId, TenantId, Timestamp};

/// What an order does, as it was decided when the order was accepted. Kept with the job, so that who carries it out needs to
/// know nothing of the face that it came through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderWork {
    /// A customer is made, with its first lines.
    Create {
        /// The customer.
        account: Box<NewAccount>,
        /// One line each.
        lines: Vec<OrderedLine>,
    },
    /// A customer gets lines.
    Add {
        /// One line each.
        lines: Vec<OrderedLine>,
    },
    /// Active lines of a customer end.
    End {
        /// Lines of these.
        skus: Vec<String>,
        /// Only those that this order made; none for all of them.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        made_by: Option<FulfillmentId>,
    },
}

/// A customer that an order makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// The organization that it will hang below.
    pub parent: OrganizationId,
    /// Its name.
    pub name: String,
    /// The partner's own reference; may be empty.
    pub external_reference: String,
    /// What the dialects show beside that.
    pub profile: Profile,
}

/// A line that an order makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderedLine {
    /// What it is a line of.
    pub sku: String,
    /// How many, at least one.
    pub quantity: u32,
    /// When the trial ends; none if it is paid for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trial_ends_at: Option<Timestamp>,
}

/// The ids of the call that an order came with, which the events of its job have too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderTrace {
    /// The caller's correlation id, if it sent one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A job: the open part of an order. It is there from the moment the order is accepted until its status is final.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The order.
    pub fulfillment: FulfillmentId,
    /// Its tenant.
    pub tenant: TenantId,
    /// Jobs of one queue run one at a time, in the order in which they were accepted.
    pub queue: JobQueue,
    /// What it does.
    pub work: OrderWork,
    /// Where it came from.
    pub trace: OrderTrace,
    /// When it may be taken, in microseconds since 1970, UTC.
    pub due_micros: i64,
    /// How often it has failed for a while.
    pub tries: u32,
    /// How often it was taken: who took it before has lost it.
    pub fencing: u64,
}

/// What a job queues for: an account, or, for one that makes an account, nothing but itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobQueue(pub Uuid);

impl JobQueue {
    /// The queue of an order of that id, for that account.
    pub fn new(order: FulfillmentId, account: Option<OrganizationId>) -> Self {
        Self(account.map_or(order.0, |account| account.0))
    }

    /// The queue of an open order.
    pub fn of(order: &Fulfillment) -> Self {
        Self::new(order.id, order.account)
    }
}
