//! The customer or reseller that a body describes (metallic contract, sections 5 and 8).

use serde_json::{Map, Value};

use super::{
    body::{Faults, Object, Read},
    refused::Refused,
};
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
    pub(super) fn customer(account: Object<'_>) -> Read<Self> {
        let mut faults = Faults::default();
        let name = faults.of(account.required("name"));
        let country = faults.of(country(&account, "provisionCountry"));
        let contact = faults.of(only_contact(&account, "admin"));
        let external_reference = faults.of(account.line("externalId", 35)).flatten();
        let website = faults.of(account.line("website", 255)).flatten();
        let read = name.zip(country).zip(contact);
        let ((name, country), contact) = faults.end(read)?;
        let mut profile = Profile {
            website: website.unwrap_or_default().to_owned(),
            ..Profile::default()
        };
        house(&mut profile, &country, contact);
        let form = Self {
            name: name.to_owned(),
            external_reference: external_reference.unwrap_or_default().to_owned(),
            profile,
        };
        form.check(OrganizationKind::Customer, &account)?;
        Ok(form)
    }

    /// A reseller: the whole body.
    pub fn reseller(body: &Map<String, Value>) -> Result<Self, Refused> {
        Ok(Self::read_reseller(Object::at(body, ""))?)
    }

    fn read_reseller(body: Object<'_>) -> Read<Self> {
        let mut faults = Faults::default();
        let external_reference = faults.of(body.required("externalId"));
        let name = faults.of(body.required("name"));
        let contacts = faults.of(contacts(&body, "primary"));
        let website = faults.of(body.line("website", 255)).flatten();
        let workload_access = faults.of(match body.get("workloadAccess") {
            None => Ok(false),
            Some(Value::Bool(given)) => Ok(*given),
            Some(_) => Err(body.refused("workloadAccess", "true or false")),
        });
        let read = external_reference.zip(name).zip(contacts);
        let ((external_reference, name), contacts) = faults.end(read)?;
        let form = Self {
            name: name.to_owned(),
            external_reference: external_reference.to_owned(),
            profile: Profile {
                website: website.unwrap_or_default().to_owned(),
                address: contacts.first().and_then(|contact| contact.address.clone()),
                contacts,
                workload_access: workload_access.unwrap_or_default(),
                ..Profile::default()
            },
        };
        form.check(OrganizationKind::Reseller, &body)?;
        form.each_address_once(&body)?;
        Ok(form)
    }

    /// Whether every dialect can show it. What does not fit is told by the members of the body.
    fn check(&self, kind: OrganizationKind, body: &Object<'_>) -> Read<()> {
        let organization = self.organization(kind);
        let mut findings = Findings::default();
        check_organization(&organization, &mut findings);
        let mut faults = Faults::default();
        for unfit in findings.into_vec() {
            faults.of::<()>(Err(body.refused(&told(&unfit.member), unfit.rule)));
        }
        faults.end(Some(()))
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

    fn each_address_once(&self, body: &Object<'_>) -> Read<()> {
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

fn only_contact(account: &Object<'_>, kind: &str) -> Read<Contact> {
    let contacts = contacts(account, kind)?;
    match <[Contact; 1]>::try_from(contacts) {
        Ok([contact]) => Ok(contact),
        Err(_) => Err(account.refused("contacts", format!("exactly one contact, of type {kind}"))),
    }
}

fn contacts(of: &Object<'_>, kind: &str) -> Read<Vec<Contact>> {
    let listed = of.objects("contacts")?;
    if listed.is_empty() {
        return Err(of.refused("contacts", format!("at least one contact, of type {kind}")));
    }
    let mut faults = Faults::default();
    let each = listed.iter();
    let read = faults.each(each.map(|(path, members)| contact(Object::at(members, path), kind)));
    faults.end(Some(read))
}

fn contact(contact: Object<'_>, kind: &str) -> Read<Contact> {
    let mut faults = Faults::default();
    faults.of(contact.required("type").and_then(|named| {
        if named == kind {
            Ok(())
        } else {
            Err(contact.refused("type", kind.to_owned()))
        }
    }));
    let mut required = |name| {
        faults
            .of(contact.required(name))
            .unwrap_or_default()
            .to_owned()
    };
    let (email, first_name) = (required("email"), required("firstName"));
    let last_name = required("lastName");
    let phone = faults.of(contact.text("phone")).flatten();
    let path = contact.path("address");
    let address = contact
        .object("address")
        .and_then(|members| address(Object::at(members, &path)));
    let address = faults.of(address);
    faults.end(Some(Contact {
        first_name,
        last_name,
        email,
        phone: phone.unwrap_or_default().to_owned(),
        address,
    }))
}

fn address(address: Object<'_>) -> Read<Address> {
    let mut faults = Faults::default();
    let line1 = faults.of(address.required("addressLine1"));
    let line2 = faults.of(address.text("addressLine2")).flatten();
    let city = faults.of(address.required("city"));
    let country = faults.of(country(&address, "country"));
    let region = country
        .as_deref()
        .and_then(|country| faults.of(region(&address, country)));
    let postal_code = faults.of(address.required("postalCode"));
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    faults.end(Some(Address {
        country: country.unwrap_or_default(),
        region: region.unwrap_or_default(),
        city: text(city),
        line1: text(line1),
        line2: text(line2),
        postal_code: text(postal_code),
        phone: String::new(),
    }))
}

fn region(address: &Object<'_>, country: &str) -> Read<String> {
    let state = address
        .text("state")?
        .filter(|text| !text.trim().is_empty());
    let region = match state {
        Some(state) => region_code(country, state),
        None if country == "US" => return Err(address.refused("state", "required")),
        None => NO_REGION.to_owned(),
    };
    if region != NO_REGION && !is_region(country, &region) {
        return Err(address.refused("state", region_rule(country)));
    }
    Ok(region)
}

fn country(of: &Object<'_>, name: &str) -> Read<String> {
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
