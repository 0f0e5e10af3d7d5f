//! Accounts and resellers (metallic contract, sections 8 and 11).

use landfall_core::{
    id::{OrganizationId, SubscriptionId},
    model::{
        AccountType, Address, Contact, Organization, OrganizationKind, Profile, Service, Status,
        Subscription,
    },
};
use landfall_demo::ids;

use crate::support::{Answer, World, minified};

const ACCOUNTS: &str = "/api/v1/partner/accounts";
const RESELLERS: &str = "/api/v1/partner/resellers";

/// An organization of the demonstration below `parent`, with `number` in its id.
fn organization(kind: OrganizationKind, parent: &str, number: u64) -> Organization {
    let made = "2022-03-01T00:00:00Z".parse().unwrap();
    Organization {
        id: OrganizationId(uuid::Uuid::from_u128(number.into())),
        tenant: ids::tenant(),
        parent: Some(ids::organization(parent)),
        kind,
        name: format!("Organization {number}"),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: Some((5_000_000_000 + number).to_string().parse().unwrap()),
        account_number: None,
        created_at: made,
        updated_at: made,
        profile: Profile::default(),
    }
}

fn line(account: OrganizationId, number: u64) -> Subscription {
    Subscription {
        id: SubscriptionId(uuid::Uuid::from_u128(number.into())),
        account,
        sku: "MTSP-M365E-USR".to_owned(),
        quantity: 40,
        service: Service::Paid,
        ordered_at: "2022-03-01T00:00:00Z".parse().unwrap(),
        ended_at: None,
        fulfillment: None,
    }
}

impl World {
    async fn put(&self, organizations: Vec<Organization>) {
        self.write(organizations, |transaction, organization| {
            Box::pin(async move { transaction.insert_organization(organization).await })
        })
        .await;
    }

    async fn put_lines(&self, lines: Vec<Subscription>) {
        self.write(lines, |transaction, line| {
            Box::pin(async move { transaction.insert_subscription(line).await })
        })
        .await;
    }

    /// The accounts with that query, whose values are escaped as far as tests need it.
    async fn accounts(&self, query: &str) -> Answer {
        let query = query.replace(' ', "%20");
        self.get(&format!("{ACCOUNTS}?{query}")).await
    }

    /// The names of the accounts that a filter finds, by name.
    async fn named(&self, filter: &str) -> Vec<String> {
        let answer = self
            .accounts(&format!("sort=asc:name&filter={filter}"))
            .await;
        assert_eq!(answer.status, 200, "{filter}: {answer:?}");
        let names = answer.column("name");
        let total = &answer.json()["metadata"]["pagination"]["totalRecords"];
        assert_eq!(*total, names.len(), "{filter}");
        names
    }
}

#[tokio::test]
async fn one_account_and_the_same_in_the_list() {
    let world = World::new().await;
    let one = world
        .get(&format!("{ACCOUNTS}/{}", ids::ORDERING_ACCOUNT))
        .await;
    assert_eq!(
        (one.status, one.header("content-type")),
        (200, Some("application/json"))
    );
    let golden = minified(include_str!("../golden/account.json"));
    assert_eq!(one.body, golden);
    let list = world
        .accounts(&format!("filter=id:{}", ids::ORDERING_ACCOUNT))
        .await;
    let object = golden
        .strip_prefix(r#"{"data":"#)
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    let expected = format!(
        r#"{{"data":[{object}],"metadata":{{"sort":"desc:updateTs","filter":"filter=id:{}","pagination":{{"pageNumber":0,"pageSize":25,"totalRecords":1}}}}}}"#,
        ids::ORDERING_ACCOUNT
    );
    assert_eq!(list.body, expected);
}

/// Whichever dialect a customer was born in, it is an account; one without services has none.
#[tokio::test]
async fn every_customer_in_view_is_an_account() {
    let world = World::new().await;
    let answer = world.accounts("").await;
    let end = r#""metadata":{"sort":"desc:updateTs","filter":"","pagination":{"pageNumber":0,"pageSize":25,"totalRecords":6}}}"#;
    assert!(answer.body.ends_with(end), "{}", answer.body);
    let times = answer.column("updateTs");
    assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    let names = answer.column("name");
    assert!(names.contains(&"Fairmont".to_owned()), "{names:?}");
    assert!(!names.contains(&"Maple Post Media".to_owned()), "{names:?}");
    let golden = minified(include_str!("../golden/account_without_services.json"));
    let one = world.get(&format!("{ACCOUNTS}/{}", ids::CUSTOMER)).await;
    assert_eq!(one.body, golden);
    assert!(!answer.body.contains("null"), "{}", answer.body);
}

#[tokio::test]
async fn members_without_a_value_are_left_out() {
    let world = World::new().await;
    let mut bare = organization(OrganizationKind::Customer, ids::MSP, 1);
    world.put(vec![bare.clone()]).await;
    let answer = world.get(&format!("{ACCOUNTS}/{}", bare.id)).await;
    let expected = r#"{"data":{"id":"00000000-0000-0000-0000-000000000001","insertTs":"2022-03-01T00:00:00","updateTs":"2022-03-01T00:00:00","name":"Organization 1","status":"active","type":"Production","contacts":[],"services":[]}}"#;
    assert_eq!(answer.body, expected);
    // The administrator is the first of several, at its own address.
    bare = organization(OrganizationKind::Customer, ids::RESELLER, 2);
    let contact = |name: &str, city: &str| Contact {
        first_name: name.to_owned(),
        email: format!("{name}@a.example"),
        phone: "1".to_owned(),
        address: Some(Address {
            city: city.to_owned(),
            region: "00".to_owned(),
            line2: "c/o".to_owned(),
            ..Address::default()
        }),
        ..Contact::default()
    };
    bare.profile.contacts = vec![contact("ida", "Kiel"), contact("ada", "Bonn")];
    let id = bare.id;
    world.put(vec![bare]).await;
    let answer = world.get(&format!("{ACCOUNTS}/{id}")).await;
    let expected = r#""status":"active","contacts":[{"email":"ida@a.example","firstName":"ida","lastName":"","phone":"1","address":{"addressLine2":"c/o","city":"Kiel"},"type":"admin"}],"services":[]}}"#;
    assert!(answer.body.ends_with(expected), "{}", answer.body);
}

#[tokio::test]
async fn trap_20_deactivated_by_the_last_line_and_active_with_another() {
    let world = World::new().await;
    let account = organization(OrganizationKind::Customer, ids::MSP, 1);
    let path = format!("{ACCOUNTS}/{}", account.id);
    world.put(vec![account.clone()]).await;
    world
        .put_lines(vec![line(account.id, 1), line(account.id, 2)])
        .await;
    let end = async |number: u64| {
        let id = line(account.id, number).id;
        world
            .write(vec![id], |transaction, id| {
                Box::pin(async move {
                    let at = "2022-04-01T00:00:00Z".parse().unwrap();
                    assert!(transaction.end_subscription(*id, at).await?);
                    Ok(())
                })
            })
            .await;
        world.get(&path).await
    };
    let options = r#""deactivatedOptions":{"disableLogin":false,"disableBackup":true,"disableRestore":false}}}"#;
    let one_left = end(1).await;
    assert_eq!(one_left.json()["data"]["status"], "active");
    assert_eq!(
        one_left.json()["data"]["services"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let none_left = end(2).await;
    assert_eq!(none_left.json()["data"]["status"], "deactivated");
    let empty = format!(r#""services":[],{options}"#);
    assert!(none_left.body.ends_with(&empty), "{}", none_left.body);
    world.put_lines(vec![line(account.id, 3)]).await;
    let again = world.get(&path).await;
    assert_eq!(again.json()["data"]["status"], "active");
    assert!(!again.body.contains("deactivatedOptions"), "{}", again.body);
}

#[tokio::test]
async fn a_customer_out_of_use_is_deactivated() {
    let world = World::new().await;
    for (number, &status) in (1..).zip(Status::ALL) {
        let account = Organization {
            status,
            ..organization(OrganizationKind::Customer, ids::MSP, number)
        };
        let path = format!("{ACCOUNTS}/{}", account.id);
        world.put(vec![account]).await;
        let answer = world.get(&path).await;
        let in_use = matches!(status, Status::Active | Status::Pending);
        let expected = if in_use { "active" } else { "deactivated" };
        assert_eq!(answer.json()["data"]["status"], expected, "{status}");
        assert_eq!(
            answer.body.contains("deactivatedOptions"),
            !in_use,
            "{status}"
        );
    }
    assert_eq!(world.named("status:deactivated").await.len(), 4);
    assert_eq!(world.named("status:active").await.len(), 8);
    assert_eq!(
        world.named("status:active,status:deactivated").await.len(),
        12
    );
}

#[tokio::test]
async fn a_trial_has_an_end_and_only_a_trial() {
    let world = World::new().await;
    let path = format!("{ACCOUNTS}/{}", ids::ORDERING_ACCOUNT);
    let account = world.get(&path).await.json();
    let services = account["data"]["services"].as_array().unwrap().clone();
    assert_eq!(services.len(), 2);
    assert_eq!(services[0]["serviceType"], "paid");
    assert!(services[0].get("trialEndDate").is_none());
    assert_eq!(services[1]["serviceType"], "trial");
    assert_eq!(services[1]["trialEndDate"], "2021-12-08T06:44:30");
}

#[tokio::test]
async fn only_accounts_of_an_msp_have_a_type() {
    let world = World::new().await;
    let kept_for = |number, kind| {
        let mut account = organization(OrganizationKind::Customer, ids::MSP, number);
        account.profile.account_type = kind;
        account
    };
    world
        .put(vec![
            kept_for(1, Some(AccountType::ProofOfConcept)),
            kept_for(2, Some(AccountType::Internal)),
            kept_for(3, None),
            organization(OrganizationKind::Customer, ids::RESELLER, 4),
        ])
        .await;
    assert_eq!(world.named("type:POC").await, ["Organization 1"]);
    let two = world.named("type:POC,type:Internal").await;
    assert_eq!(two, ["Organization 1", "Organization 2"]);
    let new = world.named("type:Production").await;
    assert_eq!(new, ["Lakeside Robotics", "Organization 3"]);
    for direction in ["asc", "desc"] {
        let sorted = world.accounts(&format!("sort={direction}:type")).await;
        let types = sorted.column("type");
        assert_eq!(types.iter().filter(|kind| kind.is_empty()).count(), 6);
        assert!(types[..4].iter().all(|kind| !kind.is_empty()), "{types:?}");
    }
}

#[tokio::test]
async fn the_terms_of_a_filter() {
    let world = World::new().await;
    let (school, lake) = (["Fairmont"], ["Lakeside Robotics"]);
    assert_eq!(world.named("name:Fairmont").await, school);
    assert_eq!(world.named("name:fairmont").await, [""; 0]);
    assert_eq!(
        world
            .named("name:Fairmont,name:Lakeside Robotics")
            .await
            .len(),
        2
    );
    assert_eq!(world.named("name:Fairmont,searchTerm:lake").await, [""; 0]);
    assert_eq!(world.named("externalId:342").await, school);
    assert_eq!(
        world
            .named("externalCustomerId:342,externalId:SWO-ACC-1")
            .await
            .len(),
        2
    );
    assert_eq!(world.named("website:lakeside-robotics.example").await, lake);
    assert_eq!(world.named("searchTerm:LAKESIDE").await, lake);
    assert_eq!(world.named("searchTerm:MOUSE.com").await, school);
    assert_eq!(
        world.named("searchTerm:mont,searchTerm:robot").await.len(),
        2
    );
    assert_eq!(world.named("searchTerm:%25").await, [""; 0]);
    let id = ids::CUSTOMER.to_uppercase();
    assert_eq!(world.named(&format!("id:{id}")).await, school);
    assert_eq!(world.named(&format!("notId:{id}")).await.len(), 5);
    let neither = format!("notId:{id},notId:{}", ids::ORDERING_ACCOUNT);
    assert_eq!(world.named(&neither).await.len(), 4);
    assert_eq!(world.named(&format!("id:{id},notId:{id}")).await, [""; 0]);
    let both = format!(
        "id:{id},id:{},status:active,externalId:342",
        ids::ORDERING_ACCOUNT
    );
    assert_eq!(world.named(&both).await, school);
}

#[tokio::test]
async fn accounts_of_a_seller() {
    let world = World::new().await;
    assert_eq!(world.named(&format!("orgId:{}", ids::MSP)).await.len(), 6);
    assert_eq!(
        world.named(&format!("orgId:{}", ids::RESELLER)).await.len(),
        5
    );
    for name in ["resellerId", "partnerId", "partnetId"] {
        let found = world.named(&format!("{name}:{}", ids::RESELLER)).await;
        assert_eq!(found.len(), 5, "{name}");
        // An MSP is no reseller.
        let found = world.named(&format!("{name}:{}", ids::MSP)).await;
        assert_eq!(found, [""; 0], "{name}");
    }
    let absent = "00000000-0000-0000-0000-0000000000ff";
    let either = format!("resellerId:{absent},partnerId:{}", ids::RESELLER);
    assert_eq!(world.named(&either).await.len(), 5);
    // Who is above or beside the caller answers like nobody.
    for hidden in [
        ids::DISTRIBUTOR,
        ids::TENANT_ORGANIZATION,
        ids::HOUSE_RESELLER,
        absent,
    ] {
        assert_eq!(
            world.named(&format!("orgId:{hidden}")).await,
            [""; 0],
            "{hidden}"
        );
    }
}

#[tokio::test]
async fn the_filter_is_echoed_once() {
    let world = World::new().await;
    let first = world.accounts("filter=status:active,name:Fairmont").await;
    let echo = r#""filter":"filter=status:active,name:Fairmont""#;
    assert!(first.body.contains(echo), "{}", first.body);
    for query in [
        "filter=filter=status:active,name:Fairmont",
        "filter=status%3Aactive%2Cname:Fairmont",
    ] {
        assert_eq!(world.accounts(query).await, first, "{query}");
    }
    let quoted = world.accounts("filter=name:%22+%5C").await;
    let echo = r#""filter":"filter=name:\" \\""#;
    assert!(quoted.body.contains(echo), "{}", quoted.body);
}

#[tokio::test]
async fn what_is_no_filter() {
    let world = World::new().await;
    for value in [
        "Fairmont",
        "name:",
        "name",
        "Name:Fairmont",
        "status:Active",
        "status:complete",
        "type:production",
        "id:abc",
        "id:",
        "notId:1",
        "orgId:5556667778",
        "resellerId:",
        "partnersId:x",
        "name:Fairmont,",
        ",name:Fairmont",
        "name:Acme, Inc.",
        "filter=",
        "filter=filter=name:Fairmont",
    ] {
        let answer = world.accounts(&format!("filter={value}")).await;
        answer.is_error(400, 1003);
        assert!(
            answer.body.contains(r#""message":"filter"#),
            "{}",
            answer.body
        );
    }
    let twice = world.accounts("filter=name:a&filter=name:a").await;
    twice.is_error(400, 1003);
}

#[tokio::test]
async fn sorts_and_pages_of_accounts() {
    let world = World::new().await;
    for field in [
        "id",
        "insertTs",
        "updateTs",
        "name",
        "externalId",
        "status",
        "type",
    ] {
        for direction in ["asc", "desc"] {
            let answer = world.accounts(&format!("sort={direction}:{field}")).await;
            assert_eq!(answer.status, 200, "{field}");
            let values = answer.column(field);
            let given: Vec<_> = values.iter().filter(|value| !value.is_empty()).collect();
            let in_order = match direction {
                "asc" => given.is_sorted(),
                _ => given.is_sorted_by(|one, next| one >= next),
            };
            assert!(in_order, "{direction}:{field}: {values:?}");
            assert!(values[..given.len()].iter().all(|value| !value.is_empty()));
            let echo = format!(r#""sort":"{direction}:{field}""#);
            assert!(answer.body.contains(&echo));
        }
    }
    for bad in [
        "desc:website",
        "name",
        "asc:name,desc:name",
        "ASC:name",
        "asc:accountId",
    ] {
        world
            .accounts(&format!("sort={bad}"))
            .await
            .is_error(400, 1003);
    }
    for bad in [
        "pageNumber=-1",
        "pageNumber=01",
        "pageSize=0",
        "pageSize=1001",
        "pageSize=",
    ] {
        world.accounts(bad).await.is_error(400, 1003);
    }
    let far = world.accounts("pageNumber=2147483647&pageSize=1000").await;
    assert!(far.ids().is_empty());
    assert!(far.body.contains(r#""totalRecords":6"#), "{}", far.body);
    let all = world.accounts("sort=asc:name").await.ids();
    let mut walked = Vec::new();
    for page in 0..6 {
        let query = format!("sort=asc:name&pageSize=1&pageNumber={page}");
        walked.extend(world.accounts(&query).await.ids());
    }
    assert_eq!(walked, all);
    let ignored = world.accounts("sort=asc:name&unknown=%FF&unknown=1").await;
    assert_eq!(ignored.ids(), all);
}

#[tokio::test]
async fn one_reseller() {
    let world = World::new().await;
    let answer = world.get(&format!("{RESELLERS}/{}", ids::RESELLER)).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    assert_eq!(
        answer.body,
        minified(include_str!("../golden/reseller.json"))
    );
    let mut full = organization(OrganizationKind::Reseller, ids::MSP, 1);
    full.external_reference = "RS-1".to_owned();
    full.profile.website = "foerde.example".to_owned();
    full.profile.workload_access = true;
    let path = format!("{RESELLERS}/{}", full.id.to_string().to_uppercase());
    world.put(vec![full]).await;
    let answer = world.get(&path).await;
    let expected = r#"{"data":{"id":"00000000-0000-0000-0000-000000000001","insertTs":"2022-03-01T00:00:00","updateTs":"2022-03-01T00:00:00","name":"Organization 1","type":"reseller","status":"active","contacts":[],"website":"foerde.example","externalId":"RS-1","workloadAccess":true}}"#;
    assert_eq!(answer.body, expected);
}

/// Accounts are not resellers, MSPs neither, and nothing else is an account.
#[tokio::test]
async fn code_1006_what_is_of_another_kind() {
    let world = World::new().await;
    let absent = world
        .get(&format!("{ACCOUNTS}/00000000-0000-0000-0000-0000000000ff"))
        .await;
    absent.is_error(404, 1006);
    for path in [
        format!("{RESELLERS}/{}", ids::MSP),
        format!("{RESELLERS}/{}", ids::CUSTOMER),
        format!("{RESELLERS}/{}", ids::HOUSE_RESELLER),
        format!("{RESELLERS}/abc"),
        format!("{RESELLERS}/%FF"),
        format!("{ACCOUNTS}/{}", ids::MSP),
        format!("{ACCOUNTS}/{}", ids::RESELLER),
        format!("{ACCOUNTS}/{}", ids::OTHER_ACCOUNT),
        format!("{ACCOUNTS}/{}", ids::CUSTOMER_VIPMP),
        format!("{ACCOUNTS}/{}", ids::CUSTOMER_ACCOUNT),
        format!("{ACCOUNTS}/587d4d28-066c-406e-b975-5d04e4e47373"),
    ] {
        assert_eq!(world.get(&path).await, absent, "{path}");
    }
}
