//! Making groups and joining them: the contract's section 7.4.

use http::Method;
use landfall_core::model::{GroupKind, MembershipGroup, Organization, OrganizationKind};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    accounts::{organization, vipmp},
    customer_writes::{agency, commitment},
    world::{Answer, World},
    writing::{CUSTOMER, nordwind, put},
};

const SCHOOL: &str = "/v3/customers/9876543210";
const COMMITTED: &str = "/v3/customers/8316402975";
const JOINED: &str = r#"{"message":"Customer Successfully enrolled in the Linked Membership"}"#;

impl World {
    async fn enroll(&self, customer: &str, group: &str, correlation: &str, body: &str) -> Answer {
        let path = format!("{customer}/linked_membership/enroll/{group}");
        self.write(Method::POST, &path, (correlation, None), body)
            .await
    }

    async fn with_group(&self, path: &str, group: Value) -> Value {
        let mut shown = self.get(path).await.json();
        shown["linkedMembership"] = group;
        shown
    }
}

#[tokio::test]
async fn a_customer_makes_a_group_and_has_no_other() {
    let world = World::new().await;
    let group = json!({ "type": "CONSORTIUM", "name": "Lech Valley Schools" });
    let body = world.with_group(CUSTOMER, group).await;
    let answer = world.patch(CUSTOMER, "c1", &body).await.object(200);
    let membership = &answer["linkedMembership"];
    let id = membership["id"].as_str().unwrap();
    assert!(id.len() == 8 && id.bytes().all(|b| b.is_ascii_digit()));
    let expected = json!({
        "id": id, "name": "Lech Valley Schools", "type": "CONSORTIUM", "linkedMembershipType": "OWNER",
        "creationDate": "2026-03-02T10:00:00",
    });
    assert_eq!(*membership, expected);
    assert_eq!(world.get(CUSTOMER).await.json(), answer);
    assert_eq!(world.events("organization.updated").await, 1);
    // What is shown, or a part of it, is no second group.
    assert_eq!(world.patch(CUSTOMER, "c2", &body).await.object(200), answer);
    assert_eq!(
        world.patch(CUSTOMER, "c3", &answer).await.object(200),
        answer
    );
    assert_eq!(world.events("organization.updated").await, 1);
    let other = json!({ "type": "STANDARD", "name": "Lech Valley Schools" });
    let other = world.with_group(CUSTOMER, other).await;
    let refused = world.patch(CUSTOMER, "c4", &other).await;
    refused.has_code("1119", &["linkedMembership"]);
    // Names are not unique.
    let path = world.customer("c5", &nordwind()).await;
    let same = json!({ "type": "STANDARD", "name": "Lech Valley Schools" });
    let same = world.with_group(&path, same).await;
    let made = world.patch(&path, "c6", &same).await.object(200);
    assert_ne!(made["linkedMembership"]["id"], *id);
}

#[tokio::test]
async fn an_agency_s_group_is_one_of_agencies() {
    let world = World::new().await;
    let path = world.customer("c1", &agency()).await;
    let group = json!({ "type": "STANDARD", "name": "State Records" });
    let body = world.with_group(&path, group).await;
    let answer = world.patch(&path, "c2", &body).await.object(200);
    let membership = &answer["linkedMembership"];
    assert_eq!(membership["country"], "US");
    assert_eq!(
        membership["benefitTypes"],
        json!(["LARGE_GOVERNMENT_AGENCY"])
    );
    let found = world
        .get("/v3/linked_membership_groups?country=US&name=state%20rec")
        .await
        .json();
    assert_eq!(found[0]["id"], membership["id"]);
    assert_eq!(found[0]["membersCount"], 0);
    assert_eq!(
        found[0]["discounts"],
        json!([{ "offerType": "LICENSE", "level": "06" }])
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_group_is_named() {
    let world = World::new().await;
    let with = async |group: Value| world.with_group(CUSTOMER, group).await;
    let committing = async |path: &str| {
        let mut body = world
            .with_group(path, json!({ "type": "STANDARD", "name": "Group" }))
            .await;
        if path == CUSTOMER {
            let quantities = json!([{ "offerType": "LICENSE", "quantity": 10 }]);
            put(&mut body, &[("/benefits", commitment(&quantities))]);
        }
        body
    };
    world
        .refuses(
            (Method::PATCH, CUSTOMER),
            &[
                (
                    with(json!({})).await,
                    "1122",
                    &["linkedMembership.name", "linkedMembership.type"],
                ),
                (
                    with(json!({ "name": "x".repeat(81), "type": "GROUP" })).await,
                    "1117",
                    &["linkedMembership.name", "linkedMembership.type"],
                ),
                (
                    with(json!({ "name": "Group", "type": "STANDARD", "id": "12345678" })).await,
                    "1119",
                    &["linkedMembership.id"],
                ),
                (
                    with(json!({ "name": "Group", "type": "STANDARD", "size": 1 })).await,
                    "1121",
                    &["linkedMembership.size"],
                ),
                (with(json!([])).await, "1117", &["linkedMembership"]),
                (committing(CUSTOMER).await, "1147", &[]),
            ],
        )
        .await;
    let answer = world
        .patch(COMMITTED, "c1", &committing(COMMITTED).await)
        .await;
    answer.is_error(400, "1147", "3YC Customer not allowed", &[]);
    assert_eq!(world.events("organization.updated").await, 0);
}

#[tokio::test]
async fn an_agency_joins_a_group_once() {
    let world = World::new().await;
    let path = world.customer("c1", &agency()).await;
    let joined = world.enroll(&path, ids::AGENCY_GROUP, "c2", "").await;
    assert_eq!(joined.good(), JOINED);
    let shown = world.get(&path).await.json();
    assert_eq!(shown["linkedMembership"]["id"], ids::AGENCY_GROUP);
    assert_eq!(shown["linkedMembership"]["linkedMembershipType"], "MEMBER");
    assert_eq!(world.events("organization.updated").await, 1);
    let again = world.enroll(&path, ids::AGENCY_GROUP, "c3", "{}").await;
    assert_eq!(again.good(), JOINED);
    assert!(!again.is_replay());
    let replay = world.enroll(&path, ids::AGENCY_GROUP, "c2", "").await;
    assert!(replay.is_replay());
    assert_eq!(world.events("organization.updated").await, 1);
    let mut other = agency();
    put(
        &mut other,
        &[("/companyProfile/companyName", json!("City Water"))],
    );
    let other = world.customer("c4", &other).await;
    let group = json!({ "type": "STANDARD", "name": "Water" });
    let body = world.with_group(&other, group).await;
    let made = world.patch(&other, "c5", &body).await.object(200);
    let id = made["linkedMembership"]["id"].as_str().unwrap();
    let second = world.enroll(&path, id, "c6", "").await;
    second.has_code("1119", &["linkedMembership"]);
    let own = world.enroll(&other, id, "c7", "").await;
    assert_eq!(own.good(), JOINED);
}

#[tokio::test]
async fn who_cannot_join_is_told_in_the_contract_s_order() {
    let world = World::new().await;
    let standard = "51001315";
    let path = world.customer("c1", &agency()).await;
    for (number, (customer, group, body, code)) in [
        (path.as_str(), ids::AGENCY_GROUP, "[]", "1122"),
        (
            "/v3/customers/0000000000",
            ids::AGENCY_GROUP,
            "{\"a\":1}",
            "1116",
        ),
        (&path, "00000000", "{\"a\":1}", "1143"),
        (&path, "x", "", "1143"),
        (&path, ids::AGENCY_GROUP, "{\"a\":1}", "1121"),
        (CUSTOMER, standard, "", "1165"),
        (CUSTOMER, ids::AGENCY_GROUP, "", "1165"),
        (COMMITTED, ids::AGENCY_GROUP, "", "1165"),
        (&path, standard, "", "1166"),
        (SCHOOL, "51001315", "", "1165"),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = world
            .enroll(customer, group, &format!("n{number}"), body)
            .await;
        let got: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(got["code"], code, "{customer} {group} {body}");
    }
    let canadian = {
        let mut body = agency();
        put(
            &mut body,
            &[
                ("/companyProfile/companyName", json!("Ontario Records")),
                ("/companyProfile/address/country", json!("CA")),
                ("/companyProfile/address/region", json!("ON")),
                ("/companyProfile/address/postalCode", json!("K1A 0B1")),
            ],
        );
        world.customer("c2", &body).await
    };
    let answer = world.enroll(&canadian, ids::AGENCY_GROUP, "c3", "").await;
    let text = "Account country does not match with the linked account group country";
    answer.is_error(400, "1118", "Invalid Address", &[text]);
}

#[tokio::test]
async fn a_group_of_another_distributor_is_told_from_another_tenant_s() {
    let world = World::new().await;
    world.put_other_tenant().await;
    let path = world.customer("c1", &agency()).await;
    // Another distributor of the tenant, with a customer that owns a group.
    let root = world.loaded.store.tenants().await.unwrap();
    let root = root
        .iter()
        .find(|tenant| tenant.id == ids::tenant())
        .unwrap()
        .organization;
    let distributor = organization(OrganizationKind::Distributor, Some(root), "7100000001");
    let reseller = organization(
        OrganizationKind::Reseller,
        Some(distributor.id),
        "7100000002",
    );
    let owner = organization(OrganizationKind::Customer, Some(reseller.id), "7100000003");
    let organizations: Vec<Organization> = vec![distributor, reseller, owner.clone()];
    let group = |tenant: &str, id: &str| MembershipGroup {
        tenant: tenant.parse().unwrap(),
        vipmp_id: vipmp(id),
        name: "Elsewhere".to_owned(),
        kind: GroupKind::Standard,
        created_at: owner.created_at,
        large_agency: None,
    };
    let groups = [
        group(ids::tenant().as_str(), "71000004"),
        group("othertenant", "71000005"),
    ];
    world
        .put(move |transaction| {
            let (organizations, groups, owner) = (organizations.clone(), groups.clone(), owner.id);
            Box::pin(async move {
                for organization in &organizations {
                    transaction.insert_organization(organization).await?;
                }
                for group in &groups {
                    transaction.insert_group(group).await?;
                }
                let role = landfall_core::model::MembershipRole::Owner;
                transaction
                    .insert_membership(owner, &groups[0].vipmp_id, role)
                    .await
            })
        })
        .await;
    let answer = world.enroll(&path, "71000004", "c2", "").await;
    let text = "Account and Linked Account group are not part of the same distributor";
    answer.is_error(400, "1153", "Invalid group id", &[text]);
    let answer = world.enroll(&path, "71000005", "c3", "").await;
    answer.is_error(404, "1143", "Linked Account Group Not Found", &[]);
}
