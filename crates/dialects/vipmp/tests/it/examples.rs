//! The printed bodies of the contract's section 9, and the forms of section 6 that they do not show.

use landfall_core::model::{
    Benefit, Commitment, Contact, Discount, GroupKind, LargeAgencyGroup, MarketSegment,
    MembershipGroup, MembershipRole, MinimumQuantity, Organization, Status,
};
use landfall_demo::{ids, testing::minified};

use crate::{
    accounts::{customer, time, vipmp},
    world::World,
};

#[tokio::test]
async fn example_a_one_customer() {
    let world = World::new().await;
    let answer = world.get("/v3/customers/9876543210").await;
    assert_eq!(
        answer.good(),
        minified(include_str!("../golden/customer.json"))
    );
}

#[tokio::test]
async fn example_b_one_deployment() {
    let world = World::new().await;
    let answer = world
        .get("/v3/customers/5556667778/deployments/345434543")
        .await;
    assert_eq!(
        answer.good(),
        minified(include_str!("../golden/deployment.json"))
    );
    // Otherwise the deployment could not be there (code 1141).
    let customer = world.get("/v3/customers/5556667778").await.json();
    assert_eq!(customer["companyProfile"]["address"]["country"], "DE");
}

/// The page as printed, with its placeholders filled: the customer's id, and the deployments as they are shown one by one.
#[tokio::test]
async fn example_c_a_page_of_three_of_nine() {
    let world = World::new().await;
    let path = "/v3/customers/5556667778/deployments";
    let mut expected = minified(include_str!("../golden/deployments_page.txt"))
        .replace("<customer-id>", "5556667778");
    for id in ["672845019", ids::DEPLOYMENT_VIPMP, "284610397"] {
        let deployment = world.get(&format!("{path}/{id}")).await;
        expected = expected.replacen("{Deploymentresource}", deployment.good(), 1);
    }
    let page = world.get(&format!("{path}?offset=3&limit=3")).await;
    assert_eq!(page.good(), expected);
}

#[tokio::test]
async fn a_customer_born_in_another_dialect_is_shown_with_defaults() {
    let world = World::new().await;
    let born_elsewhere = Organization {
        status: Status::Inactive,
        ..customer("3100582294", "CA")
    };
    world.put_customer(born_elsewhere).await;
    let answer = world.get("/v3/customers/3100582294").await;
    assert_eq!(
        answer.good(),
        minified(include_str!("../golden/customer_of_an_order.json"))
    );
}

/// An MSP is shown as a reseller where it is the nearest above the customer.
#[tokio::test]
async fn a_customer_of_an_msp_names_it_as_its_reseller() {
    let world = World::new().await;
    let answer = world
        .get(&format!("/v3/customers/{}", ids::ORDERING_ACCOUNT_VIPMP))
        .await
        .json();
    assert_eq!(answer["resellerId"], "7204518836");
    assert_eq!(answer["externalReferenceId"], "SWO-ACC-1");
}

#[tokio::test]
async fn benefits_tags_and_an_agency_s_group_are_shown_in_full() {
    let world = World::new().await;
    let mut full = customer("3100582295", "US");
    full.external_reference = "AGR-7734".to_owned();
    let profile = &mut full.profile;
    profile.preferred_language = "en-US".to_owned();
    profile.market_segments = vec![MarketSegment::Government];
    profile.market_sub_segments = vec!["FEDERAL".to_owned()];
    profile.address.as_mut().unwrap().region = "CA".to_owned();
    profile.contacts.push(Contact {
        first_name: "Jo \"J\"".to_owned(),
        last_name: "Ünal".to_owned(),
        email: "jo@nordwind.example".to_owned(),
        phone: "1".to_owned(),
        address: None,
    });
    profile.global_sales = true;
    profile.discounts = vec![discount("LICENSE", "06"), discount("CONSUMABLES", "T1")];
    profile.benefits = vec![
        Benefit::LargeGovernmentAgency {},
        Benefit::ThreeYearCommit {
            commitment: Some(Commitment {
                start: Some("2024-01-01".parse().unwrap()),
                end: Some("2026-12-31".parse().unwrap()),
                status: "COMMITTED".to_owned(),
                minimum_quantities: vec![minimum("LICENSE", 25), minimum("CONSUMABLES", 1000)],
            }),
            commitment_request: None,
            recommitment_request: Some(Commitment {
                start: None,
                end: None,
                status: "REQUESTED".to_owned(),
                minimum_quantities: vec![minimum("LICENSE", 50)],
            }),
        },
    ];
    profile.tags = vec!["pilot".to_owned()];
    profile.coterm_date = Some("2027-03-09".parse().unwrap());
    let id = full.id;
    world.put_customer(full).await;
    let group = MembershipGroup {
        tenant: ids::tenant(),
        vipmp_id: vipmp("51001316"),
        name: "Federal Agencies".to_owned(),
        kind: GroupKind::Consortium,
        created_at: time("2025-01-31T23:59:59Z"),
        large_agency: Some(LargeAgencyGroup {
            country: "US".to_owned(),
            benefit_types: vec!["LARGE_GOVERNMENT_AGENCY".to_owned()],
            discounts: vec![discount("LICENSE", "06")],
        }),
    };
    world
        .put(move |transaction| {
            let group = group.clone();
            Box::pin(async move {
                transaction.insert_group(&group).await?;
                let role = MembershipRole::Member;
                transaction
                    .insert_membership(id, &group.vipmp_id, role)
                    .await
            })
        })
        .await;
    let answer = world.get("/v3/customers/3100582295").await;
    assert_eq!(
        answer.good(),
        minified(include_str!("../golden/customer_with_everything.json"))
    );
}

fn discount(offer_type: &str, level: &str) -> Discount {
    Discount {
        offer_type: offer_type.to_owned(),
        level: level.to_owned(),
    }
}

fn minimum(offer_type: &str, quantity: u32) -> MinimumQuantity {
    MinimumQuantity {
        offer_type: offer_type.to_owned(),
        quantity,
    }
}
