//! Organizations, deployments and groups.

use super::{
    super::{account::is_company_name, language::is_language},
    address::{Given, check_address},
    benefit::check_benefits,
    contact::check_contact,
    findings::Findings,
    market::check_market,
    offer::{LARGE_AGENCY, check_discounts},
    text::{is_line, is_paragraph, is_plain},
};
use crate::model::{
    Deployment, LargeAgencyGroup, MembershipGroup, Organization, OrganizationKind, Profile, Status,
};

/// What does not fit about an organization. Resellers, MSPs and customers need a name of the company-name pattern (vipmp
/// contract, section 6); a customer also a country and a contact.
pub fn check_organization(it: &Organization, findings: &mut Findings) {
    let is_customer = it.kind == OrganizationKind::Customer;
    let sells = matches!(it.kind, OrganizationKind::Reseller | OrganizationKind::Msp);
    if is_customer || sells {
        findings.unless(
            is_company_name(&it.name),
            "name",
            "4 to 80 letters, digits, spaces and any of _ , . & ' ( ) \" / -",
        );
    } else {
        let length = it.name.trim().chars().count();
        findings.unless(
            (1..=100).contains(&length) && is_line(&it.name),
            "name",
            "a line of 1 to 100 characters",
        );
    }
    findings.length("description", &it.description, 0, 1000);
    findings.unless(
        is_paragraph(&it.description),
        "description",
        "a text without control characters",
    );
    findings.unless(
        it.external_reference.chars().count() <= 35 && is_plain(&it.external_reference),
        "external_reference",
        "at most 35 characters without < > \"",
    );
    findings.unless(
        is_customer || sells || it.status == Status::Active,
        "status",
        "1000 for whoever is above resellers",
    );
    findings.unless(
        is_customer || it.status != Status::Duplicate,
        "status",
        "another one: 1014 is for customers",
    );
    findings.within("profile", |findings| {
        check_profile(it.kind, &it.profile, findings);
    });
}

fn check_profile(kind: OrganizationKind, profile: &Profile, findings: &mut Findings) {
    let is_customer = kind == OrganizationKind::Customer;
    let language = profile.preferred_language.as_str();
    findings.unless(
        language.is_empty() || is_language(language),
        "preferred_language",
        "a locale of vipmp, such as en-US",
    );
    match &profile.address {
        Some(address) => findings.within("address", |findings| {
            let given = if is_customer {
                Given::Country
            } else {
                Given::Part
            };
            check_address(address, given, findings);
        }),
        None => findings.unless(
            !is_customer,
            "address.country",
            "a two-letter ISO code of a country that is served, such as DE",
        ),
    }
    findings.unless(
        !is_customer || !profile.contacts.is_empty(),
        "contacts[0].email",
        "an address such as name@example.com, at most 240 characters",
    );
    findings.each("contacts", &profile.contacts, |findings, contact| {
        check_contact(contact, findings);
    });
    check_market(kind, profile, findings);
    check_discounts(&profile.discounts, findings);
    findings.unless(
        is_customer || profile.benefits.is_empty(),
        "benefits",
        "none but for customers",
    );
    check_benefits(&profile.benefits, findings);
    findings.each("tags", &profile.tags, |findings, tag| {
        findings.length("", tag, 1, 255);
        findings.unless(is_line(tag), "", "a line of text");
    });
    findings.length("website", &profile.website, 0, 255);
    findings.unless(is_line(&profile.website), "website", "a line of text");
    findings.unless(
        is_customer || profile.account_type.is_none(),
        "account_type",
        "none but for customers",
    );
}

/// What does not fit about a deployment.
pub fn check_deployment(it: &Deployment, findings: &mut Findings) {
    findings.within("address", |findings| {
        check_address(&it.address, Given::Whole, findings);
    });
    findings.unless(
        matches!(it.status, Status::Active | Status::Inactive),
        "status",
        "1000 or 1004, which is all that deployments have",
    );
}

/// What does not fit about a linked membership group.
pub fn check_group(it: &MembershipGroup, findings: &mut Findings) {
    findings.length("name", &it.name, 1, 80);
    findings.unless(is_line(&it.name), "name", "a line of text");
    if let Some(agency) = &it.large_agency {
        findings.within("large_agency", |findings| check_agency(agency, findings));
    }
}

fn check_agency(it: &LargeAgencyGroup, findings: &mut Findings) {
    findings.unless(
        matches!(it.country.as_str(), "US" | "CA"),
        "country",
        "US or CA",
    );
    findings.each("benefit_types", &it.benefit_types, |findings, word| {
        findings.unless(word == LARGE_AGENCY, "", LARGE_AGENCY);
    });
    findings.unless(
        it.benefit_types.len() <= 1,
        "benefit_types",
        "each benefit once",
    );
    check_discounts(&it.discounts, findings);
}
