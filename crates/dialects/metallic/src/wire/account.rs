//! An account: a customer with its services (metallic contract, section 8). Members that have no value are left out.

use landfall_core::{
    id::OrganizationId,
    model::{AccountType, Organization, Service, SoldAccount, SoldStatus, Subscription},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::{
    contact::Contact,
    shapes::{Uuid, conditional, country, external_id, name, one_of, some_text, with_and_without},
    time::Time,
};

/// An account, in lists and by itself. Members in this order; one that has no value is left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, transform = options_of_the_deactivated)]
pub(crate) struct Account<'a> {
    #[schemars(with = "Uuid")]
    id: OrganizationId,
    insert_ts: Time,
    update_ts: Time,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "external_id")]
    external_id: &'a str,
    #[schemars(schema_with = "name")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    website: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "country")]
    provision_country: &'a str,
    #[schemars(schema_with = "statuses")]
    status: SoldStatus,
    /// Of an account whose nearest seller is an MSP.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "types")]
    kind: Option<AccountType>,
    /// The administrator.
    #[schemars(with = "Vec<Contact<'a>>", length(max = 1))]
    contacts: Administrator<'a>,
    /// The active lines, oldest first.
    #[schemars(with = "Vec<Line<'a>>")]
    services: Lines<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DeactivatedOptions")]
    deactivated_options: Option<DeactivatedOptions>,
}

fn statuses(_: &mut SchemaGenerator) -> Schema {
    one_of(SoldStatus::ALL.iter().map(|status| status.as_str()))
}

fn types(_: &mut SchemaGenerator) -> Schema {
    one_of(AccountType::ALL.iter().map(|kind| kind.as_str()))
}

fn services(_: &mut SchemaGenerator) -> Schema {
    one_of(["paid", "trial"])
}

fn options_of_the_deactivated(schema: &mut Schema) {
    let [with, without] = with_and_without("deactivatedOptions");
    let condition =
        json!({ "properties": { "status": { "const": SoldStatus::Deactivated.as_str() } } });
    conditional(schema, &condition, &with, &without);
}

fn end_of_a_trial(schema: &mut Schema) {
    let [with, without] = with_and_without("trialEndDate");
    let condition = json!({ "properties": { "serviceType": { "const": "trial" } } });
    conditional(schema, &condition, &with, &without);
}

impl<'a> From<&'a SoldAccount> for Account<'a> {
    fn from(account: &'a SoldAccount) -> Self {
        let organization = &account.organization;
        let profile = &organization.profile;
        let address = profile.address.as_ref();
        let deactivated = account.status == SoldStatus::Deactivated;
        Self {
            id: organization.id,
            insert_ts: Time(organization.created_at),
            update_ts: Time(organization.updated_at),
            external_id: &organization.external_reference,
            name: &organization.name,
            website: &profile.website,
            provision_country: address.map_or("", |address| &address.country),
            status: account.status,
            kind: account.account_type,
            contacts: Administrator(organization),
            services: Lines(&account.services),
            deactivated_options: deactivated.then_some(DeactivatedOptions {
                disable_login: false,
                disable_backup: true,
                disable_restore: false,
            }),
        }
    }
}

/// The first contact, if there is one.
struct Administrator<'a>(&'a Organization);

impl Serialize for Administrator<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let profile = &self.0.profile;
        let first = profile.contacts.first();
        serializer.collect_seq(first.map(|contact| Contact::of(contact, profile, "admin")))
    }
}

struct Lines<'a>(&'a [Subscription]);

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Line::from))
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, inline, transform = end_of_a_trial)]
struct Line<'a> {
    #[schemars(schema_with = "some_text")]
    sku: &'a str,
    #[schemars(range(min = 1))]
    quantity: u32,
    order_date: Time,
    #[schemars(schema_with = "services")]
    service_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Time")]
    trial_end_date: Option<Time>,
}

impl<'a> From<&'a Subscription> for Line<'a> {
    fn from(line: &'a Subscription) -> Self {
        Self {
            sku: &line.sku,
            quantity: line.quantity,
            order_date: Time(line.ordered_at),
            service_type: line.service.as_str(),
            trial_end_date: match line.service {
                Service::Paid => None,
                Service::Trial { ends_at } => Some(Time(ends_at)),
            },
        }
    }
}

/// What a deactivated account can still do: sign in and restore.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, inline)]
struct DeactivatedOptions {
    #[schemars(schema_with = "no")]
    disable_login: bool,
    #[schemars(schema_with = "yes")]
    disable_backup: bool,
    #[schemars(schema_with = "no")]
    disable_restore: bool,
}

fn yes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": true })
}

fn no(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": false })
}
