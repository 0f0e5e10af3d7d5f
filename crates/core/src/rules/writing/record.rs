//! What the record has, in the words of a body: what a change of part of it is laid over. It is what it is: an account of another dialect
//! may lack what a body needs, and no fault is found with that as long as it stays so.

use serde_json::{Value, json};

use super::profile::as_shown;
use crate::{
    id::Date,
    model::{
        Benefit, Commitment, Contact, Customer, Deployment, MarketSegment, Organization, Reseller,
    },
    rules::shown::LARGE_AGENCY,
};

/// A customer.
pub fn customer_in_words(customer: &Customer) -> Value {
    let organization = &customer.organization;
    let profile = &organization.profile;
    let mut company = company(organization);
    let segment = profile.market_segments.first().copied();
    company["marketSegment"] = segment.unwrap_or(MarketSegment::Commercial).as_str().into();
    company["marketSubSegments"] = json!(profile.market_sub_segments);
    json!({
        "externalReferenceId": organization.external_reference,
        "globalSalesEnabled": profile.global_sales,
        "companyProfile": company,
        "benefits": profile.benefits.iter().map(benefit).collect::<Vec<_>>(),
        "cotermDate": profile.coterm_date.map_or_else(String::new, |date| date.to_string()),
    })
}

/// A reseller, or an MSP.
pub fn reseller_in_words(reseller: &Reseller) -> Value {
    let organization = &reseller.organization;
    let mut company = company(organization);
    let markets = match organization.profile.market_segments.as_slice() {
        [] => &[MarketSegment::Commercial],
        given => given,
    };
    company["marketSegments"] = markets.iter().map(|it| it.as_str()).collect();
    json!({
        "externalReferenceId": organization.external_reference,
        "companyProfile": company,
    })
}

/// A deployment.
pub fn deployment_in_words(deployment: &Deployment) -> Value {
    json!({
        "companyProfile": { "address": as_shown(&deployment.address) },
        "status": deployment.status.as_str(),
    })
}

/// What customers and resellers have in common.
fn company(organization: &Organization) -> Value {
    let profile = &organization.profile;
    json!({
        "companyName": organization.name,
        "preferredLanguage": profile.preferred_language,
        "address": profile.address.as_ref().map(as_shown),
        "contacts": contacts(&profile.contacts),
    })
}

fn contacts(contacts: &[Contact]) -> Vec<Value> {
    let each = contacts.iter().map(|contact| {
        json!({
            "firstName": contact.first_name,
            "lastName": contact.last_name,
            "email": contact.email,
            "phoneNumber": contact.phone,
        })
    });
    each.collect()
}

fn benefit(benefit: &Benefit) -> Value {
    match benefit {
        Benefit::ThreeYearCommit {
            commitment,
            commitment_request,
            recommitment_request,
        } => json!({
            "type": "THREE_YEAR_COMMIT",
            "commitment": commitment.as_ref().map(self::commitment),
            "commitmentRequest": commitment_request.as_ref().map(self::commitment),
            "recommitmentRequest": recommitment_request.as_ref().map(self::commitment),
        }),
        Benefit::LargeGovernmentAgency {} => json!({ "type": LARGE_AGENCY }),
    }
}

fn commitment(commitment: &Commitment) -> Value {
    let minimum = commitment.minimum_quantities.iter();
    let minimum = minimum.map(|it| json!({ "offerType": it.offer_type, "quantity": it.quantity }));
    let mut words = json!({
        "status": commitment.status,
        "minimumQuantities": minimum.collect::<Vec<_>>(),
    });
    // One that does not run yet has no days.
    for (name, date) in days(commitment) {
        if let Some(date) = date {
            words[name] = date.to_string().into();
        }
    }
    words
}

fn days(commitment: &Commitment) -> [(&'static str, Option<Date>); 2] {
    [("startDate", commitment.start), ("endDate", commitment.end)]
}
