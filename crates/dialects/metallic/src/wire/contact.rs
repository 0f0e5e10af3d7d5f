//! A person to talk to (metallic contract, sections 5 and 8). Members that have no value are left out.

use landfall_core::model::{self, Profile};
use serde::Serialize;

/// A person to talk to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address<'a>>,
    #[serde(rename = "type")]
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address<'a> {
    #[serde(rename = "addressLine1", skip_serializing_if = "str::is_empty")]
    line1: &'a str,
    #[serde(rename = "addressLine2", skip_serializing_if = "str::is_empty")]
    line2: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    city: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    state: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    country: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
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
