//! A fulfillment: as lists show it, and by itself with its request (metallic contract, sections 3 and 6). Members that have
//! no value are left out.

use landfall_core::{
    id::{FulfillmentId, OrganizationId},
    model::{self, Fulfillment, FulfillmentStatus},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{json, value::RawValue};

use super::{
    shapes::{Uuid, conditional, kinds, one_of, some_text, with_and_without},
    time::Time,
};

/// Members in this order; one that has no value is left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Fulfillment", deny_unknown_fields, transform = account_after_creation)]
pub(crate) struct FulfillmentRow<'a> {
    #[schemars(with = "Uuid")]
    id: FulfillmentId,
    insert_ts: Time,
    update_ts: Time,
    #[schemars(schema_with = "statuses")]
    status: FulfillmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Uuid")]
    account_id: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "some_text")]
    external_account_id: Option<&'a str>,
    #[serde(rename = "type")]
    #[schemars(schema_with = "kinds")]
    kind: &'static str,
    /// A person's e-mail address, or the client's name.
    #[schemars(schema_with = "some_text")]
    user_id: &'a str,
}

fn statuses(_: &mut SchemaGenerator) -> Schema {
    one_of(FulfillmentStatus::ALL.iter().map(|status| status.as_str()))
}

/// The account is not there before its creation is complete.
fn account_after_creation(schema: &mut Schema) {
    let [with, without] = with_and_without("accountId");
    let unfinished = FulfillmentStatus::ALL.iter().copied();
    let unfinished = unfinished.filter(|status| *status != FulfillmentStatus::Complete);
    let condition = json!({
        "required": ["type", "status"],
        "properties": {
            "type": { "enum": ["msp_create_account", "reseller_create_account"] },
            "status": { "enum": unfinished.map(FulfillmentStatus::as_str).collect::<Vec<_>>() },
        },
    });
    conditional(schema, &condition, &without, &with);
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

/// A fulfillment by itself. Members in this order; one that has no value is left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, transform = failure_of_the_failed)]
pub(crate) struct FulfillmentDetail<'a> {
    #[schemars(with = "Uuid")]
    id: FulfillmentId,
    #[schemars(schema_with = "statuses")]
    status: FulfillmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Uuid")]
    account_id: Option<OrganizationId>,
    insert_ts: Time,
    update_ts: Time,
    /// The submitted body, character by character.
    #[schemars(schema_with = "object")]
    request_data: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Failure")]
    failure: Option<Failure<'a>>,
}

fn object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// Only what failed has a failure.
fn failure_of_the_failed(schema: &mut Schema) {
    let [with, without] = with_and_without("failure");
    let condition =
        json!({ "properties": { "status": { "const": FulfillmentStatus::Failed.as_str() } } });
    conditional(schema, &condition, &with, &without);
}

/// Why it failed.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Failure<'a> {
    #[schemars(range(min = 2001, max = 2005))]
    code: u32,
    #[schemars(schema_with = "some_text")]
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
