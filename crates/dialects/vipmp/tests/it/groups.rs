//! The search for groups of large government agencies, and the demonstration's customers with benefits (vipmp contract,
//! sections 6 and 7.4).

use http::Method;
use landfall_core::model::{
    Discount, GroupKind, LargeAgencyGroup, MembershipGroup, TenantSettings,
};
use landfall_demo::{ids, testing::minified};

use crate::{
    accounts::{OTHER_CLIENT, OTHER_TOKEN, time, vipmp},
    world::{World, bare, empty},
};

const GROUPS: &str = "/v3/linked_membership_groups";

fn group(id: &str, country: &str, name: &str, at: &str) -> MembershipGroup {
    MembershipGroup {
        tenant: ids::tenant(),
        vipmp_id: vipmp(id),
        name: name.to_owned(),
        kind: GroupKind::Consortium,
        created_at: time(at),
        large_agency: Some(LargeAgencyGroup {
            country: country.to_owned(),
            benefit_types: vec!["LARGE_GOVERNMENT_AGENCY".to_owned()],
            discounts: vec![Discount {
                offer_type: "LICENSE".to_owned(),
                level: "06".to_owned(),
            }],
        }),
    }
}

impl World {
    async fn put_groups(&self, groups: Vec<MembershipGroup>) {
        self.put(move |transaction| {
            let groups = groups.clone();
            Box::pin(async move {
                for group in &groups {
                    transaction.insert_group(group).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    async fn allow_agencies(&self, allowed: bool) {
        self.put(move |transaction| {
            Box::pin(async move {
                let settings = TenantSettings {
                    large_government_agencies: allowed,
                    ..TenantSettings::default()
                };
                transaction
                    .set_tenant_settings(&ids::tenant(), &settings)
                    .await?;
                Ok(())
            })
        })
        .await;
    }

    /// The ids of the groups that a search finds.
    async fn groups(&self, query: &str) -> Vec<String> {
        let found = self.get(&format!("{GROUPS}?{query}")).await.json();
        let found = found.as_array().unwrap().iter();
        let ids = found.map(|group| group["id"].as_str().unwrap().to_owned());
        ids.collect()
    }
}

#[tokio::test]
async fn the_groups_of_a_country_are_a_bare_array() {
    let world = World::new().await;
    let answer = world.get(&format!("{GROUPS}?country=US")).await;
    let golden = include_str!("../golden/groups.json");
    assert_eq!(answer.good(), minified(golden));
}

#[tokio::test]
async fn groups_are_found_by_a_part_of_their_name_newest_first() {
    let world = World::new().await;
    world
        .put_groups(vec![
            group(
                "51000001",
                "CA",
                "Größe & 100% Québec",
                "2025-01-01T00:00:00Z",
            ),
            group("51000002", "CA", "Prairie Agencies", "2025-01-03T00:00:00Z"),
            group("9100003", "CA", "Coastal agencies", "2025-01-02T00:00:00Z"),
            group("51000004", "CA", "Island AGENCIES", "2025-01-02T00:00:00Z"),
        ])
        .await;
    let all = ["51000002", "51000004", "9100003", "51000001"];
    assert_eq!(world.groups("country=CA").await, all);
    assert_eq!(world.groups("country=CA&name=").await, all);
    assert_eq!(
        world.groups("name=Agenc&country=CA&name2=x").await,
        all[..3]
    );
    assert_eq!(
        world.groups("country=CA&name=GR%C3%96%C3%9FE+%26").await,
        all[3..]
    );
    assert_eq!(world.groups("country=CA&name=%25").await, all[3..]);
    assert_eq!(
        world.groups("country=US&name=RECORDS").await,
        [ids::AGENCY_GROUP]
    );
}

#[tokio::test]
async fn trap_34_a_search_without_a_hit_is_an_error() {
    let world = World::new().await;
    for query in [
        "country=CA",
        "country=US&name=nothing",
        "country=US&name=%00",
    ] {
        let answer = world.get(&format!("{GROUPS}?{query}")).await;
        answer.is_error(404, "1143", "Linked Account Group Not Found", &[]);
    }
    // The demonstration's other group is of no agency.
    let answer = world
        .get(&format!("{GROUPS}?country=US&name=This+is"))
        .await;
    answer.is_error(404, "1143", "Linked Account Group Not Found", &[]);
}

#[tokio::test]
async fn code_1118_the_country_of_a_search() {
    let world = World::new().await;
    for query in [
        "",
        "?",
        "?country=",
        "?country=+%20",
        "?Country=US",
        "?name=a",
    ] {
        let answer = world.get(&format!("{GROUPS}{query}")).await;
        let detail = "Country cannot be null or empty";
        answer.is_error(400, "1118", "Invalid Address", &[detail]);
    }
    for query in [
        "country=DE",
        "country=us",
        "country=USA",
        "country=US&country=US",
        "country=%FF",
        "country=US%00",
        "country=DE&name=a&name=b",
    ] {
        let answer = world.get(&format!("{GROUPS}?{query}")).await;
        answer.is_error(400, "1118", "Invalid Address", &["Invalid Country"]);
    }
    for query in ["country=US&name=a&name=a", "country=US&name=%FF"] {
        let answer = world.get(&format!("{GROUPS}?{query}")).await;
        let message = "Invalid value for search parameter";
        answer.is_error(400, "1132", message, &["name"]);
    }
}

#[tokio::test]
async fn code_1164_the_tenant_has_no_such_agencies() {
    let world = World::new().await;
    world.allow_agencies(false).await;
    let answer = world.get(&format!("{GROUPS}?country=US")).await;
    let message = "Large Government Agency is not enabled for partner";
    answer.is_error(400, "1164", message, &[]);
    // The values come first.
    let answer = world.get(&format!("{GROUPS}?country=DE")).await;
    answer.is_error(400, "1118", "Invalid Address", &["Invalid Country"]);
    world.allow_agencies(true).await;
    world.get(&format!("{GROUPS}?country=US")).await.good();
}

#[tokio::test]
async fn groups_are_their_tenant_s_and_everybody_s_in_it() {
    let world = World::new().await;
    world.put_other_tenant().await;
    let house = Some(ids::organization(ids::HOUSE_RESELLER));
    world.put_client("house-app", house, "house-token").await;
    let asked = async |key: &str, token: &str| {
        let request = bare(Method::GET, &format!("{GROUPS}?country=US"))
            .header("X-Api-Key", key)
            .header("Authorization", format!("Bearer {token}"))
            .header("X-Correlation-Id", "same");
        world.send(empty(request)).await
    };
    let own = asked("swo-app", "demo-token").await;
    assert_eq!(asked("house-app", "house-token").await.good(), own.good());
    let message = "Large Government Agency is not enabled for partner";
    asked(OTHER_CLIENT, OTHER_TOKEN)
        .await
        .is_error(400, "1164", message, &[]);
}

#[tokio::test]
async fn the_demonstration_s_agencies_and_its_commitment() {
    let world = World::new().await;
    for (id, golden) in [
        (ids::AGENCY_VIPMP, include_str!("../golden/agency.json")),
        (
            ids::COMMITTED_CUSTOMER_VIPMP,
            include_str!("../golden/committed_customer.json"),
        ),
    ] {
        let answer = world.get(&format!("/v3/customers/{id}")).await;
        assert_eq!(answer.good(), minified(golden));
    }
    let member = format!("/v3/customers/{}", ids::MEMBER_AGENCY_VIPMP);
    let member = world.get(&member).await.json();
    assert_eq!(member["companyProfile"]["marketSubSegments"][0], "STATE");
    assert_eq!(member["linkedMembership"]["linkedMembershipType"], "MEMBER");
    assert_eq!(member["linkedMembership"]["id"], ids::AGENCY_GROUP);
    assert_eq!(member["cotermDate"], "");
}
