//! `companyProfile`, with the address and the contacts in it. A deployment's has an address alone.

use landfall_core::model::{self, MarketSegment, Organization, Profile};
use serde::Serialize;

use super::{language, write::Each};

/// The profile of a customer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompanyProfile<'a> {
    company_name: &'a str,
    preferred_language: &'a str,
    market_segment: &'static str,
    market_sub_segments: &'a [String],
    address: Address<'a>,
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
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResellerProfile<'a> {
    company_name: &'a str,
    preferred_language: &'a str,
    market_segments: &'a [MarketSegment],
    address: Address<'a>,
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
        "" => language::of_country(address.country),
        chosen => chosen,
    }
}

/// The profile of a deployment.
#[derive(Serialize)]
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
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address<'a> {
    country: &'a str,
    region: &'a str,
    city: &'a str,
    #[serde(rename = "addressLine1")]
    line1: &'a str,
    #[serde(rename = "addressLine2")]
    line2: &'a str,
    postal_code: &'a str,
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
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact<'a> {
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
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
