//! `companyProfile`, with the address and the contacts in it. A deployment's has an address alone.

use landfall_core::{
    model::{self, MarketSegment, Organization, Profile},
    rules::language::language_of_country,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{forms, write::Each};

/// The profile of a customer.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct CompanyProfile<'a> {
    #[schemars(length(min = 4, max = 80))]
    company_name: &'a str,
    #[schemars(regex(pattern = "^[a-z]{2}-[A-Z]{2,4}$"))]
    preferred_language: &'a str,
    #[schemars(schema_with = "forms::segment")]
    market_segment: &'static str,
    #[schemars(schema_with = "forms::sub_segments")]
    market_sub_segments: &'a [String],
    address: Address<'a>,
    /// The first is the primary contact.
    #[schemars(length(min = 1))]
    contacts: Each<'a, model::Contact, Contact<'a>>,
}

impl<'a> CompanyProfile<'a> {
    /// Shows what a customer that was born in another dialect does not have as the contract says (section 6).
    pub(super) fn of(customer: &'a Organization) -> Self {
        let profile = &customer.profile;
        let address = Address::of(profile.address.as_ref());
        let segment = profile.market_segments.first().copied();
        Self {
            company_name: &customer.name,
            preferred_language: language_of(profile, &address),
            market_segment: segment.unwrap_or(MarketSegment::Commercial).as_str(),
            market_sub_segments: &profile.market_sub_segments,
            address,
            contacts: Each(&profile.contacts, Contact::of),
        }
    }
}

/// The profile of a reseller.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct ResellerProfile<'a> {
    #[schemars(length(min = 4, max = 80))]
    company_name: &'a str,
    #[schemars(regex(pattern = "^[a-z]{2}-[A-Z]{2,4}$"))]
    preferred_language: &'a str,
    #[schemars(schema_with = "forms::segments")]
    market_segments: &'a [MarketSegment],
    address: Address<'a>,
    /// The first is the primary contact.
    contacts: Each<'a, model::Contact, Contact<'a>>,
}

impl<'a> ResellerProfile<'a> {
    /// Shows what a reseller that was born in another dialect does not have as the contract says (section 6): it sells to
    /// businesses, and is where its contact is.
    pub(super) fn of(reseller: &'a Organization) -> Self {
        let profile = &reseller.profile;
        let of_contact = || profile.contacts.first()?.address.as_ref();
        let address = Address::of(profile.address.as_ref().or_else(of_contact));
        Self {
            company_name: &reseller.name,
            preferred_language: language_of(profile, &address),
            market_segments: match profile.market_segments.as_slice() {
                [] => &[MarketSegment::Commercial],
                given => given,
            },
            address,
            contacts: Each(&profile.contacts, Contact::of),
        }
    }
}

/// The language that was chosen, else one of the country.
fn language_of<'a>(profile: &'a Profile, address: &Address<'a>) -> &'a str {
    match profile.preferred_language.as_str() {
        "" => language_of_country(address.country),
        chosen => chosen,
    }
}

/// The profile of a deployment.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub(super) struct DeploymentProfile<'a> {
    address: Address<'a>,
}

impl<'a> DeploymentProfile<'a> {
    pub(super) fn of(address: &'a model::Address) -> Self {
        Self {
            address: Address::of(Some(address)),
        }
    }
}

/// A postal address. Members that were not given are empty; a region that was not given is `00`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct Address<'a> {
    #[schemars(regex(pattern = "^([A-Z]{2})?$"))]
    country: &'a str,
    /// ISO 3166-2 without the country; `00` for none.
    #[schemars(regex(pattern = "^[A-Z0-9]{1,3}$"))]
    region: &'a str,
    #[schemars(length(max = 40))]
    city: &'a str,
    #[serde(rename = "addressLine1")]
    #[schemars(length(max = 60))]
    line1: &'a str,
    #[serde(rename = "addressLine2")]
    #[schemars(length(max = 60))]
    line2: &'a str,
    #[schemars(length(max = 40))]
    postal_code: &'a str,
    #[schemars(length(max = 40))]
    phone_number: &'a str,
}

impl<'a> Address<'a> {
    fn of(address: Option<&'a model::Address>) -> Self {
        let Some(address) = address else {
            return Self {
                country: "",
                region: "00",
                city: "",
                line1: "",
                line2: "",
                postal_code: "",
                phone_number: "",
            };
        };
        Self {
            country: &address.country,
            region: match address.region.as_str() {
                "" => "00",
                region => region,
            },
            city: &address.city,
            line1: &address.line1,
            line2: &address.line2,
            postal_code: &address.postal_code,
            phone_number: &address.phone,
        }
    }
}

/// A person to talk to.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct Contact<'a> {
    #[schemars(length(min = 1, max = 35))]
    first_name: &'a str,
    #[schemars(length(min = 1, max = 35))]
    last_name: &'a str,
    #[schemars(regex(pattern = r"^[^@\s]+@[^@\s]+$"), length(max = 240))]
    email: &'a str,
    #[schemars(length(max = 40))]
    phone_number: &'a str,
}

impl<'a> Contact<'a> {
    fn of(contact: &'a model::Contact) -> Self {
        Self {
            first_name: &contact.first_name,
            last_name: &contact.last_name,
            email: &contact.email,
            phone_number: &contact.phone,
        }
    }
}
