use super::*;
use crate::{
    model::{
        Address, Benefit, Commitment, Contact, Deployment, Discount, MarketSegment,
        MinimumQuantity, Organization, Status,
    },
    rules::account::tests::customer,
};

fn good() -> Organization {
    customer("Nordwind Papier GmbH", "DE", "lena@nordwind.example")
}

/// The members at fault.
fn members(check: impl FnOnce(&mut Findings)) -> Vec<String> {
    let mut findings = Findings::default();
    check(&mut findings);
    let found = findings.into_vec().into_iter();
    found.map(|unfit| unfit.member).collect()
}

fn of(organization: &Organization) -> Vec<String> {
    members(|findings| check_organization(organization, findings))
}

#[track_caller]
fn one(change: impl FnOnce(&mut Organization), expected: &str) {
    let mut organization = good();
    change(&mut organization);
    assert_eq!(of(&organization), [expected]);
}

fn discount(offer_type: &str, level: &str) -> Discount {
    Discount {
        offer_type: offer_type.to_owned(),
        level: level.to_owned(),
    }
}

fn commitment(status: &str, offer_type: &str, quantity: u32) -> Commitment {
    Commitment {
        start: None,
        end: None,
        status: status.to_owned(),
        minimum_quantities: vec![MinimumQuantity {
            offer_type: offer_type.to_owned(),
            quantity,
        }],
    }
}

#[test]
fn every_fault_of_an_account_is_told_at_once() {
    assert_eq!(of(&good()), [""; 0]);
    for country in ["de", "XX", "DEU", ""] {
        let found = of(&customer("Foo", country, "lena"));
        let expected = [
            "name",
            "profile.address.country",
            "profile.contacts[0].email",
        ];
        assert_eq!(found, expected, "{country}");
    }
    let mut bare = good();
    bare.profile = crate::model::Profile::default();
    let expected = ["profile.address.country", "profile.contacts[0].email"];
    assert_eq!(of(&bare), expected);
}

#[test]
fn each_text_of_an_account_has_its_form() {
    for locale in ["xx-YY", "en", "en-us", "de-AT"] {
        let set = |it: &mut Organization| it.profile.preferred_language = locale.to_owned();
        one(set, "profile.preferred_language");
    }
    let address = |change: fn(&mut Address)| {
        move |it: &mut Organization| change(it.profile.address.as_mut().unwrap())
    };
    one(
        address(|it| it.city = "x".repeat(41)),
        "profile.address.city",
    );
    one(
        address(|it| it.city = "a<b".to_owned()),
        "profile.address.city",
    );
    one(
        address(|it| it.line1 = "x".repeat(61)),
        "profile.address.line1",
    );
    one(
        address(|it| it.line2 = "\"".to_owned()),
        "profile.address.line2",
    );
    one(
        address(|it| it.postal_code = "x".repeat(41)),
        "profile.address.postal_code",
    );
    one(
        address(|it| it.phone = "x\ty".to_owned()),
        "profile.address.phone",
    );
    one(
        address(|it| "by".clone_into(&mut it.region)),
        "profile.address.region",
    );
    let contact =
        |change: fn(&mut Contact)| move |it: &mut Organization| change(&mut it.profile.contacts[0]);
    one(
        contact(|it| it.first_name = String::new()),
        "profile.contacts[0].first_name",
    );
    one(
        contact(|it| it.last_name = "A/B".to_owned()),
        "profile.contacts[0].last_name",
    );
    one(
        contact(|it| it.phone = "1".repeat(41)),
        "profile.contacts[0].phone",
    );
    one(|it| it.description = "\u{1}".to_owned(), "description");
    one(
        |it| it.external_reference = "x".repeat(36),
        "external_reference",
    );
    one(
        |it| it.profile.tags = vec![String::new()],
        "profile.tags[0]",
    );
    one(|it| it.profile.website = "x".repeat(256), "profile.website");
}

#[test]
fn a_region_that_was_not_given_is_none_anywhere() {
    for country in ["US", "CA", "DE"] {
        assert_eq!(of(&customer("Fairmont", country, "a@b.example")), [""; 0]);
    }
    one(
        |it| {
            let address = it.profile.address.as_mut().unwrap();
            "US".clone_into(&mut address.country);
            "ON".clone_into(&mut address.region);
        },
        "profile.address.region",
    );
}

#[test]
fn finer_segments_belong_to_their_market() {
    let finer = |word: &str| {
        let word = word.to_owned();
        move |it: &mut Organization| it.profile.market_sub_segments = vec![word]
    };
    let place = "profile.market_sub_segments[0]";
    one(finer("NOPE"), place);
    one(finer("K_12"), place);
    let mut school = good();
    school.profile.market_segments = vec![MarketSegment::Education];
    finer("K_12")(&mut school);
    assert_eq!(of(&school), [""; 0]);
    finer("STATE")(&mut school);
    assert_eq!(of(&school), [place]);
    one(
        |it| {
            it.profile.market_segments = vec![MarketSegment::Education, MarketSegment::Commercial];
        },
        "profile.market_segments",
    );
    one(
        |it| {
            it.profile.market_segments = vec![MarketSegment::Government];
            it.profile.global_sales = true;
        },
        "profile.global_sales",
    );
}

#[test]
fn discounts_have_the_levels_of_their_offer() {
    for (offer_type, level, expected) in [
        ("LICENSE", "05", Some("profile.discounts[0].level")),
        ("LICENSE", "T1", Some("profile.discounts[0].level")),
        ("CONSUMABLES", "TA", Some("profile.discounts[0].level")),
        ("LICENCE", "01", Some("profile.discounts[0].offer_type")),
        ("LICENSE", "14", None),
        ("CONSUMABLES", "TG", None),
    ] {
        let mut organization = good();
        organization.profile.discounts = vec![discount(offer_type, level)];
        let found = of(&organization);
        let found = found.iter().map(String::as_str);
        assert_eq!(found.collect::<Vec<_>>(), Vec::from_iter(expected));
    }
    one(
        |it| {
            it.profile.discounts = vec![discount("LICENSE", "01"), discount("LICENSE", "02")];
        },
        "profile.discounts",
    );
}

#[test]
fn commitments_and_agencies_keep_their_rules() {
    let benefit = |commitment, recommitment_request| Benefit::ThreeYearCommit {
        commitment,
        commitment_request: None,
        recommitment_request,
    };
    let with = |benefit: Benefit| move |it: &mut Organization| it.profile.benefits = vec![benefit];
    let place = "profile.benefits[0]";
    one(with(benefit(None, None)), place);
    one(
        with(benefit(Some(commitment("COMMITTED", "LICENSE", 9)), None)),
        &format!("{place}.commitment.minimum_quantities[0].quantity"),
    );
    one(
        with(benefit(
            Some(commitment("COMMITTED", "CONSUMABLES", 999)),
            None,
        )),
        &format!("{place}.commitment.minimum_quantities[0].quantity"),
    );
    one(
        with(benefit(Some(commitment("committed", "LICENSE", 10)), None)),
        &format!("{place}.commitment.status"),
    );
    one(
        with(benefit(None, Some(commitment("REQUESTED", "LICENSE", 10)))),
        &format!("{place}.recommitment_request"),
    );
    let mut both = good();
    let committed = Some(commitment("COMMITTED", "LICENSE", 10));
    both.profile.benefits = vec![benefit(committed.clone(), committed)];
    assert_eq!(of(&both), [""; 0]);

    let mut agency = good();
    agency.profile.benefits = vec![Benefit::LargeGovernmentAgency {}];
    let expected = [
        "profile.market_segments",
        "profile.market_sub_segments",
        "profile.address.country",
    ];
    assert_eq!(of(&agency), expected);
    agency.profile.market_segments = vec![MarketSegment::Government];
    agency.profile.market_sub_segments = vec!["STATE".to_owned()];
    "CA".clone_into(&mut agency.profile.address.as_mut().unwrap().country);
    assert_eq!(of(&agency), [""; 0]);
}

#[test]
fn a_deployment_has_a_whole_address() {
    let whole = Address {
        country: "FR".to_owned(),
        region: "IDF".to_owned(),
        city: "Paris".to_owned(),
        line1: "1 rue de la Gare".to_owned(),
        line2: String::new(),
        postal_code: "75012".to_owned(),
        phone: String::new(),
    };
    let of = |change: fn(&mut Deployment)| {
        let mut deployment = Deployment {
            vipmp_id: "345434543".parse().unwrap(),
            customer: good().id,
            address: whole.clone(),
            status: Status::Active,
            created_at: crate::id::Timestamp::default(),
        };
        change(&mut deployment);
        members(|findings| check_deployment(&deployment, findings))
    };
    assert_eq!(of(|_| {}), [""; 0]);
    assert_eq!(of(|it| it.address.city = " ".to_owned()), ["address.city"]);
    assert_eq!(of(|it| it.address.line1 = String::new()), ["address.line1"]);
    assert_eq!(
        of(|it| it.address.postal_code = "7501".to_owned()),
        ["address.postal_code"]
    );
    assert_eq!(
        of(|it| it.address.postal_code = String::new()),
        ["address.postal_code"]
    );
    assert_eq!(
        of(|it| {
            it.address.country = "US".to_owned();
            it.address.postal_code = "95110".to_owned();
        }),
        ["address.region"]
    );
    assert_eq!(of(|it| it.status = Status::Pending), ["status"]);
}
