//! A person to talk to (metallic contract, sections 5 and 8). Members that have no value are left out.

use landfall_core::model::{self, Profile};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::shapes::{country, one_of, some_text};

/// A person to talk to. Members in this order; one that has no value is left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct Contact<'a> {
    #[schemars(schema_with = "email")]
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Address<'a>")]
    address: Option<Address<'a>>,
    #[serde(rename = "type")]
    #[schemars(schema_with = "kinds")]
    kind: &'static str,
}

impl<'a> Contact<'a> {
    /// A person of an organization; who has no address of their own is found where the organization is.
    pub(super) fn of(
        contact: &'a model::Contact,
        profile: &'a Profile,
        kind: &'static str,
    ) -> Self {
        let address = contact.address.as_ref().or(profile.address.as_ref());
        Self {
            email: &contact.email,
            first_name: &contact.first_name,
            last_name: &contact.last_name,
            phone: &contact.phone,
            address: address.map(Address::of),
            kind,
        }
    }
}

fn email(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$", "maxLength": 240 })
}

fn kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(["admin", "primary"])
}

/// A region by its ISO 3166-2 code, without the country.
fn state(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[A-Z0-9]{1,3}$" })
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, inline)]
struct Address<'a> {
    #[serde(rename = "addressLine1", skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    line1: &'a str,
    #[serde(rename = "addressLine2", skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    line2: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    city: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "state")]
    state: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "country")]
    country: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    postal_code: &'a str,
}

impl<'a> Address<'a> {
    fn of(address: &'a model::Address) -> Self {
        Self {
            line1: &address.line1,
            line2: &address.line2,
            city: &address.city,
            // Where there is no region, vipmp says `00`.
            state: match address.region.as_str() {
                "00" => "",
                region => region,
            },
            country: &address.country,
            postal_code: &address.postal_code,
        }
    }
}
