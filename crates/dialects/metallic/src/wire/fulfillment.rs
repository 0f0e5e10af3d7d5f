//! A fulfillment: as lists show it, and by itself with its request (metallic contract, sections 3 and 6). Members that have
//! no value are left out.

use landfall_core::{
    id::{FulfillmentId, OrganizationId},
    model::{self, Fulfillment, FulfillmentStatus},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::time::Time;

/// A fulfillment as lists show it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FulfillmentRow<'a> {
    id: FulfillmentId,
    insert_ts: Time,
    update_ts: Time,
    status: FulfillmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_account_id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    user_id: &'a str,
}

impl<'a> From<&'a Fulfillment> for FulfillmentRow<'a> {
    fn from(fulfillment: &'a Fulfillment) -> Self {
        Self {
            id: fulfillment.id,
            insert_ts: Time(fulfillment.created_at),
            update_ts: Time(fulfillment.updated_at),
            status: fulfillment.status,
            account_id: fulfillment.told_account(),
            external_account_id: fulfillment.external_account_id.as_deref(),
            kind: fulfillment.kind.as_str(),
            user_id: &fulfillment.user,
        }
    }
}

/// A fulfillment by itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FulfillmentDetail<'a> {
    id: FulfillmentId,
    status: FulfillmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<OrganizationId>,
    insert_ts: Time,
    update_ts: Time,
    /// The submitted body, character by character.
    request_data: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure<'a>>,
}

/// Why it failed.
#[derive(Serialize)]
struct Failure<'a> {
    code: u32,
    message: &'a str,
}

impl<'a> FulfillmentDetail<'a> {
    /// Shows a fulfillment; an error if its request, as the record has it, is no JSON.
    pub(crate) fn of(detail: &'a model::FulfillmentDetail) -> serde_json::Result<Self> {
        let fulfillment = &detail.fulfillment;
        let failure = detail.failure.as_ref();
        let failure = failure.filter(|_| fulfillment.status == FulfillmentStatus::Failed);
        Ok(Self {
            id: fulfillment.id,
            status: fulfillment.status,
            account_id: fulfillment.told_account(),
            insert_ts: Time(fulfillment.created_at),
            update_ts: Time(fulfillment.updated_at),
            request_data: serde_json::from_str(&detail.request)?,
            failure: failure.map(|failure| Failure {
                code: failure.code,
                message: &failure.message,
            }),
        })
    }
}
