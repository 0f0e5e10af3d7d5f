//! Orders and what came of them: fulfillments and subscriptions.

use landfall_core::{
    id::Timestamp,
    model::{Failure, Fulfillment, FulfillmentDetail, Service, Subscription},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::common::Time;

/// An order, as lists have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FulfillmentSummary {
    /// Its id.
    #[schema(format = Uuid)]
    id: String,
    /// What is to be done.
    #[schema(example = "msp_create_account")]
    kind: &'static str,
    /// Where it stands.
    status: &'static str,
    /// The MSP or reseller that introduced the customer.
    #[schema(format = Uuid)]
    seller_id: String,
    /// The customer; for an order that makes one only once it is complete.
    #[schema(format = Uuid)]
    account_id: Option<String>,
    /// The customer's external id at the time of the order.
    external_account_id: Option<String>,
    /// Who ordered: the e-mail of a person, or the id of a client.
    user: String,
    /// When it was accepted.
    created_at: Time,
    /// When its status last changed.
    updated_at: Time,
}

/// An order with what was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fulfillment)]
pub(crate) struct FulfillmentView {
    #[serde(flatten)]
    summary: FulfillmentSummary,
    /// The order in the words of metallic, wherever it came from.
    #[schema(value_type = Object)]
    request: Value,
    /// Why it failed; null unless it did.
    failure: Option<FailureView>,
}

/// Why an order failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FulfillmentFailure)]
struct FailureView {
    /// 2001 to 2005, as metallic has them.
    code: u32,
    /// A sentence for people.
    message: String,
}

impl From<Fulfillment> for FulfillmentSummary {
    fn from(order: Fulfillment) -> Self {
        Self {
            id: order.id.to_string(),
            kind: order.kind.as_str(),
            status: order.status.as_str(),
            seller_id: order.seller.to_string(),
            account_id: order.told_account().map(|id| id.to_string()),
            external_account_id: order.external_account_id,
            user: order.user,
            created_at: Time(order.created_at),
            updated_at: Time(order.updated_at),
        }
    }
}

impl From<Failure> for FailureView {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code,
            message: failure.message,
        }
    }
}

impl From<FulfillmentDetail> for FulfillmentView {
    fn from(detail: FulfillmentDetail) -> Self {
        Self {
            summary: detail.fulfillment.into(),
            // The record keeps what was read as JSON once.
            request: serde_json::from_str(&detail.request).unwrap_or_default(),
            failure: detail.failure.map(FailureView::from),
        }
    }
}

/// A service line: what was ordered for a customer and runs until it ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subscription)]
pub(crate) struct SubscriptionView {
    /// Its id.
    #[schema(format = Uuid)]
    id: String,
    /// The customer who has it.
    #[schema(format = Uuid)]
    account_id: String,
    /// What it is a line of.
    sku: String,
    /// How many, at least one.
    quantity: u32,
    /// `paid` or `trial`.
    service: &'static str,
    /// Until when it is tried out; null for a line that is paid for.
    trial_ends_at: Option<Time>,
    /// When it was ordered.
    ordered_at: Time,
    /// When it ended; null while it is active.
    ended_at: Option<Time>,
    /// The order that made it; null for a line that came along from another system.
    #[schema(format = Uuid)]
    fulfillment_id: Option<String>,
}

fn trial_end(service: Service) -> Option<Timestamp> {
    match service {
        Service::Paid => None,
        Service::Trial { ends_at } => Some(ends_at),
    }
}

impl From<Subscription> for SubscriptionView {
    fn from(line: Subscription) -> Self {
        Self {
            id: line.id.to_string(),
            account_id: line.account.to_string(),
            sku: line.sku,
            quantity: line.quantity,
            service: line.service.as_str(),
            trial_ends_at: trial_end(line.service).map(Time),
            ordered_at: Time(line.ordered_at),
            ended_at: line.ended_at.map(Time),
            fulfillment_id: line.fulfillment.map(|id| id.to_string()),
        }
    }
}
