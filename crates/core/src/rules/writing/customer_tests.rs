//! Whatever a body asks for is judged, and what is let through can be shown in every dialect.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CustomerAround, CustomerPatch, NewCustomer, NewReseller, Refused, customer_in_words};
use crate::{
    id::{OrganizationId, Timestamp},
    model::{
        Customer, MarketSegment, Organization, OrganizationKind, Profile, Status, TenantSettings,
    },
    rules::{
        account::tests::customer,
        shown::{Findings, check_organization},
    },
};

fn settings() -> TenantSettings {
    TenantSettings {
        global_sales: true,
        large_government_agencies: true,
        ..TenantSettings::default()
    }
}

fn reseller() -> Organization {
    Organization {
        kind: OrganizationKind::Reseller,
        profile: Profile {
            market_segments: MarketSegment::ALL.to_vec(),
            ..Profile::default()
        },
        ..customer("Bayview Licensing", "US", "desk@bayview.example")
    }
}

fn now() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

fn good() -> Value {
    json!({
        "resellerId": "5556667778",
        "externalReferenceId": "AGR-7734",
        "companyProfile": {
            "companyName": "Nordwind Papier GmbH",
            "preferredLanguage": "de-DE",
            "marketSegment": "COM",
            "marketSubSegments": [],
            "address": { "country": "DE", "region": "BY", "city": "Augsburg", "addressLine1": "Lechufer 8", "postalCode": "86150" },
            "contacts": [{ "firstName": "Lena", "lastName": "Brandt", "email": "lena@nordwind.example" }],
        },
    })
}

/// Members of a body, each with values that fit, that do not, and that belong elsewhere.
fn any_change() -> impl Strategy<Value = (&'static str, Value)> {
    let text = |values: &'static [&'static str]| prop::sample::select(values).prop_map(Value::from);
    let day = text(&["2027-03-03", "2029-03-03", "2030-01-01", "1", ""]);
    let benefits = prop::sample::select(vec![
        json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }]),
        json!([{ "type": "THREE_YEAR_COMMIT", "commitmentRequest": { "minimumQuantities": [{ "offerType": "LICENSE", "quantity": 10 }] } }]),
        json!([{ "type": "THREE_YEAR_COMMIT", "commitmentRequest": { "minimumQuantities": [{ "offerType": "BOXES", "quantity": 9 }] } }]),
        json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }, { "type": "THREE_YEAR_COMMIT" }]),
        json!([7]),
    ]);
    let words = prop::sample::select(vec![
        json!(["K_12"]),
        json!(["FEDERAL"]),
        json!(["STATE", "FEDERAL"]),
        json!(["STATE", "STATE"]),
    ]);
    let pair = |name: &'static str, values: BoxedStrategy<Value>| {
        values.prop_map(move |value| (name, value))
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,90}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
    ];
    let anywhere = prop::sample::select(vec![
        "/resellerId",
        "/externalReferenceId",
        "/globalSalesEnabled",
        "/companyProfile",
        "/companyProfile/companyName",
        "/companyProfile/preferredLanguage",
        "/companyProfile/marketSegment",
        "/companyProfile/marketSubSegments",
        "/companyProfile/address",
        "/companyProfile/address/country",
        "/companyProfile/address/region",
        "/companyProfile/address/city",
        "/companyProfile/address/addressLine2",
        "/companyProfile/address/postalCode",
        "/companyProfile/contacts",
        "/companyProfile/contacts/0/firstName",
        "/companyProfile/contacts/0/email",
        "/companyProfile/contacts/0/phoneNumber",
        "/benefits",
        "/cotermDate",
        "/linkedMembership",
        "/status",
        "/colour",
    ]);
    prop_oneof![
        pair("/cotermDate", day.boxed()),
        pair("/benefits", benefits.boxed()),
        pair("/companyProfile/marketSubSegments", words.boxed()),
        pair(
            "/companyProfile/marketSegment",
            text(&["COM", "EDU", "GOV"]).boxed()
        ),
        pair(
            "/companyProfile/address/country",
            text(&["US", "CA", "DE", "HK", "XX"]).boxed()
        ),
        pair(
            "/companyProfile/address/region",
            text(&["CA", "ON", "00", "BY"]).boxed()
        ),
        pair(
            "/globalSalesEnabled",
            any::<bool>().prop_map(Value::from).boxed()
        ),
        (anywhere, leaf),
    ]
}

fn any_body() -> impl Strategy<Value = Value> {
    prop::collection::vec(any_change(), 0..5).prop_map(|changes| {
        let mut body = good();
        for (pointer, value) in changes {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            if let Some(Value::Object(parent)) = body.pointer_mut(parent) {
                parent.insert(name.to_owned(), value);
            }
        }
        body
    })
}

fn made(body: &[u8]) -> Result<Organization, Refused> {
    let to_be = NewCustomer::read(body)?.decide(Some(&reseller()), &settings(), now().date())?;
    Ok(Organization {
        name: to_be.name,
        external_reference: to_be.external_reference,
        profile: to_be.profile,
        ..customer("", "", "")
    })
}

fn fits(organization: &Organization) -> Result<(), TestCaseError> {
    let mut findings = Findings::default();
    check_organization(organization, &mut findings);
    let found = findings.into_vec();
    prop_assert!(found.is_empty(), "{found:?} of {organization:?}");
    Ok(())
}

#[test]
fn the_good_body_is_good() {
    let made = made(good().to_string().as_bytes()).unwrap();
    fits(&made).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_let_through_can_be_shown(body in any_body(), patch in any_body(), status in prop::sample::select(Status::ALL)) {
        let Ok(new) = made(body.to_string().as_bytes()) else {
            return Ok(());
        };
        fits(&new)?;
        let stored = Customer {
            organization: Organization { status, id: OrganizationId(uuid::Uuid::nil()), ..new },
            reseller: "5556667778".parse().unwrap(),
            membership: None,
        };
        let (reseller, settings) = (reseller(), settings());
        let around = CustomerAround {
            reseller: &reseller,
            tenant: &settings,
            is_deployed: false,
            known: &[],
            now: now(),
        };
        // As far as a change is judged by what is shown, that is the body that made it.
        if let Ok(changed) = CustomerPatch::read(patch.to_string().as_bytes()).unwrap().decide(&stored, &body, &around) {
            fits(&changed.organization)?;
            prop_assert_eq!(changed.organization.name, stored.organization.name);
        }
        if let Ok(new) = NewReseller::read(patch.to_string().as_bytes()) {
            let _ = new.decide(Some(&reseller));
        }
    }

    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = made(&bytes);
        let _ = CustomerPatch::read(&bytes);
    }
}

/// A customer as the good body makes it, and a change of part of it.
fn of_good() -> Customer {
    let new = NewCustomer::read(good().to_string().as_bytes()).unwrap();
    let made = new
        .decide(Some(&reseller()), &settings(), now().date())
        .unwrap();
    Customer {
        organization: Organization {
            external_reference: made.external_reference,
            profile: made.profile,
            ..customer("Nordwind Papier GmbH", "DE", "lena@nordwind.example")
        },
        reseller: "5556667778".parse().unwrap(),
        membership: None,
    }
}

fn parted(of: &Customer, part: &Value) -> Result<Organization, Refused> {
    let around = CustomerAround {
        reseller: &reseller(),
        tenant: &settings(),
        is_deployed: false,
        known: &[],
        now: now(),
    };
    let part = CustomerPatch::part(part.as_object().unwrap().clone());
    let decided = part.decide(of, &customer_in_words(of), &around);
    decided.map(|changed| changed.organization)
}

#[test]
fn a_part_changes_what_it_names_and_everything_wrong_is_told_at_once() {
    let whole = of_good();
    let mut bare = whole.clone();
    bare.organization.profile = Profile::default();
    for of in [&whole, &bare] {
        assert_eq!(parted(of, &json!({})).unwrap(), of.organization);
        let words = customer_in_words(of);
        assert_eq!(parted(of, &words).unwrap(), of.organization);
    }
    let part = json!({ "companyProfile": { "address": { "addressLine2": "Hof" } }, "externalReferenceId": "" });
    let after = parted(&whole, &part).unwrap();
    let mut expected = whole.organization.clone();
    expected.external_reference.clear();
    expected.profile.address.as_mut().unwrap().line2 = "Hof".to_owned();
    expected.updated_at = now();
    assert_eq!(after, expected);
    let part = json!({
        "colour": 1,
        "companyProfile": { "preferredLanguage": "x", "address": { "city": "", "postalCode": "1" } },
        "externalReferenceId": "x".repeat(36),
    });
    let refused = parted(&whole, &part).unwrap_err();
    assert_eq!(
        refused.details,
        [
            "colour",
            "companyProfile.address.city",
            "externalReferenceId",
            "companyProfile.preferredLanguage",
            "companyProfile.address.postalCode",
        ]
    );
    let missing = NewCustomer::alone(json!({ "companyProfile": {} }).as_object().unwrap());
    assert_eq!(
        missing.unwrap_err().details,
        [
            "resellerId",
            "companyProfile.companyName",
            "companyProfile.preferredLanguage",
            "companyProfile.address",
            "companyProfile.contacts",
        ]
    );
}
