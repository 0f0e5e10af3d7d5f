//! The customer or reseller that a body describes (metallic contract, sections 5 and 8).

use serde_json::{Map, Value};

use super::{body::Object, refused::Refused};
use crate::{
    model::{Address, Contact, Organization, OrganizationKind, Profile, Status},
    rules::{
        place_names::{country_code, region_code},
        region::{NO_REGION, is_region, region_rule},
        shown::{Findings, check_organization},
    },
};

/// What a country has to be.
const COUNTRY: &str = "the ISO code or the name of a country that is served, such as DE or Germany";

/// A customer or reseller that is to be made, checked as far as it can be by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountForm {
    /// Its name.
    pub name: String,
    /// The partner's own reference; may be empty.
    pub external_reference: String,
    /// Web site, contacts, address, and whether a reseller gets into workloads.
    pub profile: Profile,
}

impl AccountForm {
    /// A customer: the object `account` of an order.
    pub(super) fn customer(account: Object<'_>) -> Result<Self, Refused> {
        let name = account.required("name")?.to_owned();
        let country = country(&account, "provisionCountry")?;
        let contact = only_contact(&account, "admin")?;
        let external_reference = account.line("externalId", 35)?.unwrap_or_default();
        let website = account.line("website", 255)?.unwrap_or_default();
        let mut profile = Profile {
            website: website.to_owned(),
            ..Profile::default()
        };
        house(&mut profile, &country, contact);
        let form = Self {
            name,
            external_reference: external_reference.to_owned(),
            profile,
        };
        form.check(OrganizationKind::Customer, &account)?;
        Ok(form)
    }

    /// A reseller: the whole body.
    pub fn reseller(body: &Map<String, Value>) -> Result<Self, Refused> {
        let body = Object::at(body, "");
        let external_reference = body.required("externalId")?.to_owned();
        let name = body.required("name")?.to_owned();
        let contacts = contacts(&body, "primary")?;
        let website = body.line("website", 255)?.unwrap_or_default();
        let workload_access = match body.get("workloadAccess") {
            None => false,
            Some(Value::Bool(given)) => *given,
            Some(_) => return Err(body.refused("workloadAccess", "true or false")),
        };
        let form = Self {
            name,
            external_reference,
            profile: Profile {
                website: website.to_owned(),
                address: contacts.first().and_then(|contact| contact.address.clone()),
                contacts,
                workload_access,
                ..Profile::default()
            },
        };
        form.check(OrganizationKind::Reseller, &body)?;
        form.each_address_once(&body)?;
        Ok(form)
    }

    /// Whether every dialect can show it. What does not fit is told by the members of the body.
    fn check(&self, kind: OrganizationKind, body: &Object<'_>) -> Result<(), Refused> {
        let organization = self.organization(kind);
        let mut findings = Findings::default();
        check_organization(&organization, &mut findings);
        let Some(unfit) = findings.into_vec().into_iter().next() else {
            return Ok(());
        };
        Err(body.refused(&told(&unfit.member), unfit.rule))
    }

    fn organization(&self, kind: OrganizationKind) -> Organization {
        Organization {
            id: crate::id::OrganizationId(uuid::Uuid::nil()),
            tenant: "checked".parse().expect("a name of letters"),
            parent: None,
            kind,
            name: self.name.clone(),
            description: String::new(),
            status: Status::Active,
            external_reference: self.external_reference.clone(),
            vipmp_id: None,
            account_number: None,
            created_at: crate::id::Timestamp::default(),
            updated_at: crate::id::Timestamp::default(),
            profile: self.profile.clone(),
        }
    }

    fn each_address_once(&self, body: &Object<'_>) -> Result<(), Refused> {
        let mut seen = std::collections::HashSet::new();
        let repeated = self
            .profile
            .contacts
            .iter()
            .position(|contact| !seen.insert(contact.email.to_lowercase()));
        match repeated {
            Some(index) => Err(body.refused(
                &format!("contacts[{index}].email"),
                "another one: each contact has an address of its own",
            )),
            None => Ok(()),
        }
    }
}

/// Says where a customer is: where its contact is, if that is the country that it is served in.
fn house(profile: &mut Profile, country: &str, mut contact: Contact) {
    let at_home = contact
        .address
        .take_if(|address| address.country == country);
    profile.address = Some(at_home.unwrap_or_else(|| Address {
        country: country.to_owned(),
        region: NO_REGION.to_owned(),
        ..Address::default()
    }));
    profile.contacts = vec![contact];
}

fn only_contact(account: &Object<'_>, kind: &str) -> Result<Contact, Refused> {
    let contacts = contacts(account, kind)?;
    match <[Contact; 1]>::try_from(contacts) {
        Ok([contact]) => Ok(contact),
        Err(_) => Err(account.refused("contacts", format!("exactly one contact, of type {kind}"))),
    }
}

fn contacts(of: &Object<'_>, kind: &str) -> Result<Vec<Contact>, Refused> {
    let listed = of.objects("contacts")?;
    if listed.is_empty() {
        return Err(of.refused("contacts", format!("at least one contact, of type {kind}")));
    }
    listed
        .iter()
        .map(|(path, members)| contact(Object::at(members, path), kind))
        .collect()
}

fn contact(contact: Object<'_>, kind: &str) -> Result<Contact, Refused> {
    if contact.required("type")? != kind {
        return Err(contact.refused("type", kind.to_owned()));
    }
    Ok(Contact {
        email: contact.required("email")?.to_owned(),
        first_name: contact.required("firstName")?.to_owned(),
        last_name: contact.required("lastName")?.to_owned(),
        phone: contact.text("phone")?.unwrap_or_default().to_owned(),
        address: Some(address(Object::at(
            contact.object("address")?,
            &contact.path("address"),
        ))?),
    })
}

fn address(address: Object<'_>) -> Result<Address, Refused> {
    let line1 = address.required("addressLine1")?.to_owned();
    let line2 = address.text("addressLine2")?.unwrap_or_default().to_owned();
    let city = address.required("city")?.to_owned();
    let country = country(&address, "country")?;
    let state = address
        .text("state")?
        .filter(|text| !text.trim().is_empty());
    let region = match state {
        Some(state) => region_code(&country, state),
        None if country == "US" => return Err(address.refused("state", "required")),
        None => NO_REGION.to_owned(),
    };
    if region != NO_REGION && !is_region(&country, &region) {
        return Err(address.refused("state", region_rule(&country)));
    }
    Ok(Address {
        country,
        region,
        city,
        line1,
        line2,
        postal_code: address.required("postalCode")?.to_owned(),
        phone: String::new(),
    })
}

fn country(of: &Object<'_>, name: &str) -> Result<String, Refused> {
    let code = country_code(of.required(name)?);
    let code = code.ok_or_else(|| of.refused(name, COUNTRY))?;
    Ok(code.to_owned())
}

/// The body's path of a member of the record.
fn told(member: &str) -> String {
    let member = match member {
        "external_reference" => return "externalId".to_owned(),
        "profile.address.country" => return "provisionCountry".to_owned(),
        other => other.strip_prefix("profile.").unwrap_or(other),
    };
    // A customer's own address is that of its contact.
    let member = match member.strip_prefix("address.") {
        Some(rest) => format!("contacts[0].address.{rest}"),
        None => member.to_owned(),
    };
    let Some((before, last)) = member.rsplit_once('.') else {
        return member;
    };
    let last = match last {
        "first_name" => "firstName",
        "last_name" => "lastName",
        "line1" => "addressLine1",
        "line2" => "addressLine2",
        "region" => "state",
        "postal_code" => "postalCode",
        other => other,
    };
    format!("{before}.{last}")
}
