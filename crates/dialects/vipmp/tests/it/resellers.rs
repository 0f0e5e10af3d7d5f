//! Resellers and lists of accounts: the traps and rules of the contract's sections 5, 7.1, 7.2 and 10.

use std::collections::HashSet;

use http::Method;
use landfall_core::model::{
    Address, Contact, MarketSegment, Organization, OrganizationKind, Profile, Status,
};
use landfall_demo::{ids, testing::minified};
use proptest::prelude::*;

use crate::{
    accounts::{customer, organization, time},
    world::{Answer, World, empty, keyed, signed},
};

const RESELLER: &str = "/v3/resellers/5556667778";
const CUSTOMERS: &str = "/v3/resellers/5556667778/customers";

/// GET with the demonstration's credentials, but without any id.
async fn unidentified(world: &World, path: &str) -> Answer {
    world.send(empty(keyed(Method::GET, path))).await
}

/// One member of each account of a page.
fn column(answer: &Answer, member: &str) -> Vec<String> {
    let page = answer.json();
    let accounts = page["accounts"].as_array().unwrap();
    let values = accounts.iter().map(|account| account[member].as_str());
    values.map(|value| value.unwrap().to_owned()).collect()
}

/// A reseller of the demonstration's MSP, as another dialect makes one.
fn born_elsewhere(vipmp_id: &str) -> Organization {
    let msp = Some(ids::organization(ids::MSP));
    let contact = Contact {
        first_name: "Ida".to_owned(),
        last_name: "Brandt".to_owned(),
        email: "ida@foerde.example".to_owned(),
        address: Some(Address {
            country: "DE".to_owned(),
            city: "Kiel".to_owned(),
            line1: "Kai 3".to_owned(),
            postal_code: "24103".to_owned(),
            ..Address::default()
        }),
        ..Contact::default()
    };
    Organization {
        name: "Förde Systemhaus".to_owned(),
        profile: Profile {
            contacts: vec![contact],
            ..Profile::default()
        },
        ..organization(OrganizationKind::Reseller, msp, vipmp_id)
    }
}

#[tokio::test]
async fn one_reseller() {
    let world = World::new().await;
    let answer = world.get(RESELLER).await;
    let golden = include_str!("../golden/reseller.json");
    assert_eq!(answer.good(), minified(golden));
}

#[tokio::test]
async fn an_msp_is_shown_as_a_reseller() {
    let world = World::new().await;
    let msp = world
        .get(&format!("/v3/resellers/{}", ids::MSP_VIPMP))
        .await;
    let msp = msp.json();
    assert_eq!(msp["resellerId"], ids::MSP_VIPMP);
    assert_eq!(msp["distributorId"], ids::DISTRIBUTOR_VIPMP);
    assert_eq!(msp["status"], "1000");
    assert_eq!(msp["companyProfile"]["marketSegments"][0], "COM");
    let listed = unidentified(&world, "/v3/resellers").await;
    assert!(column(&listed, "resellerId").contains(&ids::MSP_VIPMP.to_owned()));
    let customers = format!("/v3/resellers/{}/customers", ids::MSP_VIPMP);
    let customers = unidentified(&world, &customers).await;
    let ids = column(&customers, "customerId");
    assert_eq!(ids, [landfall_demo::ids::ORDERING_ACCOUNT_VIPMP]);
}

#[tokio::test]
async fn a_reseller_born_in_another_dialect_is_shown_with_defaults() {
    let world = World::new().await;
    world.put_customer(born_elsewhere("3100582400")).await;
    let answer = world.get("/v3/resellers/3100582400").await;
    let golden = include_str!("../golden/reseller_born_elsewhere.json");
    assert_eq!(answer.good(), minified(golden));
    assert_eq!(MarketSegment::Commercial.as_str(), "COM");
}

#[tokio::test]
async fn the_page_of_a_reseller_s_customers() {
    let world = World::new().await;
    let answer = unidentified(&world, &format!("{CUSTOMERS}?limit=2&offset=3")).await;
    let golden = include_str!("../golden/customers_page.json");
    assert_eq!(answer.good(), minified(golden));
}

#[tokio::test]
async fn the_page_of_the_resellers() {
    let world = World::new().await;
    let answer = unidentified(&world, "/v3/resellers").await;
    let golden = include_str!("../golden/resellers_page.json");
    assert_eq!(answer.good(), minified(golden));
}

#[tokio::test]
async fn trap_14_account_lists_need_no_correlation_id() {
    let world = World::new().await;
    for list in ["/v3/resellers", CUSTOMERS] {
        let plain = unidentified(&world, list).await;
        plain.good();
        plain.has_generated_request_id();
        let upper = unidentified(&world, &format!("{list}?order-by=ASC")).await;
        let lower = unidentified(&world, &format!("{list}?order-by=asc")).await;
        assert_eq!(upper.good(), lower.good());
        let mut turned = column(&plain, "creationDate");
        turned.reverse();
        assert_eq!(column(&upper, "creationDate"), turned);
        // One that is no good is not needed either.
        let bad = keyed(Method::GET, list).header("X-Correlation-Id", "a b");
        let bad = world.send(empty(bad)).await;
        assert_eq!(bad.good(), plain.body);
        assert_eq!(bad.header("x-correlation-id"), "a b");
        let known = world.get(list).await;
        known.good();
        known.echoes("req-7", "corr-7");
    }
    for one in [RESELLER, "/v3/linked_membership_groups?country=US"] {
        let answer = unidentified(&world, one).await;
        answer.is_error(400, "4119", "Correlation ID is Invalid or Missing", &[]);
    }
}

#[tokio::test]
async fn trap_26_limits_of_account_lists() {
    let world = World::new().await;
    for list in ["/v3/resellers", CUSTOMERS] {
        let asked = async |query: &str| unidentified(&world, &format!("{list}?{query}")).await;
        let total = asked("").await.json()["totalCount"].as_u64().unwrap();
        assert_eq!(asked("").await.json()["limit"], 20);
        assert_eq!(asked("limit=50").await.json()["limit"], 50);
        assert_eq!(asked("limit=1000").await.json()["limit"], 50);
        for bad in ["limit=0", "limit=x", "limit=-1", "limit=1&limit=1"] {
            asked(bad).await.is_error(
                400,
                "1132",
                "Invalid value for search parameter",
                &["limit"],
            );
        }
        asked("offset=-1").await.is_error(
            400,
            "1132",
            "Invalid value for search parameter",
            &["offset"],
        );
        let end = asked(&format!("offset={total}")).await.json();
        assert_eq!(end["count"], 0);
        assert_eq!(end["accounts"], serde_json::json!([]));
        assert_eq!(end["totalCount"], total);
        assert!(end.get("links").is_none());
        asked(&format!("offset={}", total + 1)).await.is_error(
            400,
            "1133",
            "Offset out of range",
            &["offset"],
        );
    }
}

#[tokio::test]
async fn trap_29_pending_customers_are_hidden_by_default() {
    let world = World::new().await;
    let new = Organization {
        status: Status::Pending,
        ..customer("3100582401", "DE")
    };
    let before = unidentified(&world, CUSTOMERS).await;
    world.put_customer(new).await;
    let after = unidentified(&world, CUSTOMERS).await;
    assert_eq!(after.good(), before.good());
    let pending = unidentified(&world, &format!("{CUSTOMERS}?status=1002")).await;
    assert_eq!(column(&pending, "customerId"), ["3100582401"]);
    assert_eq!(column(&pending, "status"), ["1002"]);
    let both = unidentified(&world, &format!("{CUSTOMERS}?status=1002&status=1000")).await;
    let known = before.json()["totalCount"].as_u64().unwrap();
    assert_eq!(both.json()["totalCount"], known + 1);
}

#[tokio::test]
async fn status_1004_is_every_account_out_of_use_and_1026_is_none() {
    let world = World::new().await;
    let inactive = [
        Status::Inactive,
        Status::InvalidAddress,
        Status::Blocked,
        Status::Duplicate,
    ];
    for (number, status) in (0..).zip(inactive) {
        let account = Organization {
            status,
            created_at: time("2025-03-09T07:15:02Z").plus(number),
            ..customer(&(3_100_582_410 + number).to_string(), "DE")
        };
        world.put_customer(account).await;
    }
    let found = unidentified(&world, &format!("{CUSTOMERS}?status=1004")).await;
    assert_eq!(column(&found, "status"), ["1014", "1012", "1010", "1004"]);
    let none = unidentified(&world, &format!("{CUSTOMERS}?status=1026")).await;
    assert_eq!(none.json()["totalCount"], 0);
    let both = unidentified(&world, &format!("{CUSTOMERS}?status=1026&status=1004")).await;
    assert_eq!(both.json()["totalCount"], 4);
}

#[tokio::test]
async fn customers_are_found_by_name_and_by_day() {
    let world = World::new().await;
    let found = async |query: &str| {
        let answer = unidentified(&world, &format!("{CUSTOMERS}?{query}")).await;
        column(&answer, "customerId")
    };
    let (school, abroad) = (ids::CUSTOMER_VIPMP, ids::CUSTOMER_ABROAD_VIPMP);
    assert_eq!(found("company-name=fairMONT").await, [school]);
    assert_eq!(found("company-name=elbtor+logistik%20gmbh").await, [abroad]);
    assert_eq!(found("company-name=*LOG*gmbh").await, [abroad]);
    assert_eq!(found("company-name=Fairm").await, [""; 0]);
    assert_eq!(found("company-name=").await, [""; 0]);
    assert_eq!(found("company-name=%25").await, [""; 0]);
    let day = "from-created-date=2019-05-02&to-created-date=2019-05-02";
    assert_eq!(found(day).await, [school]);
    assert_eq!(found("to-created-date=2019-05-01").await, [abroad]);
    assert_eq!(found("to-created-date=2019-05-02").await, [school, abroad]);
    let turned = "from-created-date=2019-05-03&to-created-date=2019-05-02";
    assert_eq!(found(turned).await, [""; 0]);
    let several = format!("company-name=*a*&{day}&status=1000");
    assert_eq!(found(&several).await, [school]);
    // Resellers are not asked for by day: the parameters are unknown there.
    let all = unidentified(&world, "/v3/resellers").await;
    let late = "/v3/resellers?from-created-date=2100-01-01&to-created-date=x";
    assert_eq!(unidentified(&world, late).await.good(), all.good());
    let one = unidentified(&world, "/v3/resellers?company-name=bayview*").await;
    assert_eq!(column(&one, "resellerId"), [ids::RESELLER_VIPMP]);
}

#[tokio::test]
async fn accounts_are_sorted_by_name_or_by_creation() {
    let world = World::new().await;
    let up = format!("{CUSTOMERS}?sort-by=companyName&order-by=asc");
    let listed = unidentified(&world, &up).await.json();
    let name = |account: &serde_json::Value| {
        account["companyProfile"]["companyName"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let names: Vec<_> = listed["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(name)
        .collect();
    assert!(names.len() > 3 && names.is_sorted(), "{names:?}");
    let down = unidentified(&world, &format!("{CUSTOMERS}?sort-by=companyName")).await;
    let turned: Vec<_> = down.json()["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(name)
        .collect();
    assert_eq!(turned, names);
    let times = column(&unidentified(&world, CUSTOMERS).await, "creationDate");
    assert!(times.is_sorted_by(|one, next| one > next), "{times:?}");
}

#[tokio::test]
async fn code_1132_names_every_parameter_at_fault() {
    let world = World::new().await;
    let query = "limit=x&order-by=up&sort-by=name&status=9&from-created-date=1&to-created-date=2&offset=&company-name=a&company-name=b";
    let answer = unidentified(&world, &format!("{CUSTOMERS}?{query}")).await;
    answer.is_error(
        400,
        "1132",
        "Invalid value for search parameter",
        &[
            "status",
            "company-name",
            "sort-by",
            "order-by",
            "from-created-date",
            "to-created-date",
            "limit",
            "offset",
        ],
    );
    let many = format!("/v3/resellers?{}limit=1", "unknown=%FF&".repeat(500));
    assert_eq!(unidentified(&world, &many).await.json()["count"], 1);
}

#[tokio::test]
async fn code_1115_unknown_reseller_comes_before_the_query() {
    let world = World::new().await;
    for id in [
        "0000000000",
        "abc",
        "%00",
        "%FF%FE",
        &"9".repeat(41),
        // A customer's, the distributor's and an organization's.
        ids::CUSTOMER_VIPMP,
        ids::DISTRIBUTOR_VIPMP,
        ids::RESELLER,
    ] {
        for below in [
            "",
            "/customers",
            "/customers?limit=x",
            "/customers?offset=99",
        ] {
            let answer = world.get(&format!("/v3/resellers/{id}{below}")).await;
            answer.is_error(404, "1115", "Invalid Reseller", &[]);
        }
    }
}

#[tokio::test]
async fn trap_35_a_reseller_and_a_customer_of_one_id_are_both_readable() {
    let world = World::new().await;
    let reseller = world.get(RESELLER).await.json();
    let customer = world.get("/v3/customers/5556667778").await.json();
    assert_eq!(reseller["resellerId"], customer["customerId"]);
    assert_eq!(
        reseller["companyProfile"]["companyName"],
        "Bayview Licensing"
    );
    let name = &customer["companyProfile"]["companyName"];
    assert_eq!(name, "Elbtor Logistik GmbH");
    for account in world.get(CUSTOMERS).await.json()["accounts"]
        .as_array()
        .unwrap()
    {
        let time = account["creationDate"].as_str().unwrap();
        assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
        let uri = account["links"]["self"]["uri"].as_str().unwrap();
        world.get(uri).await.good();
    }
}

#[tokio::test]
async fn a_bound_client_lists_what_is_at_or_below_its_organization() {
    let world = World::new().await;
    for (name, token, root, expected) in [
        (
            "reseller-app",
            "t1",
            Some(ids::RESELLER),
            vec![ids::RESELLER_VIPMP],
        ),
        (
            "house-app",
            "t2",
            Some(ids::HOUSE_RESELLER),
            vec![ids::HOUSE_RESELLER_VIPMP],
        ),
        ("customer-app", "t3", Some(ids::CUSTOMER), vec![]),
        (
            "distributor-app",
            "t4",
            Some(ids::DISTRIBUTOR),
            vec![
                ids::RESELLER_VIPMP,
                ids::MSP_VIPMP,
                ids::HOUSE_RESELLER_VIPMP,
            ],
        ),
        (
            "tenant-app",
            "t5",
            None,
            vec![
                ids::RESELLER_VIPMP,
                ids::MSP_VIPMP,
                ids::HOUSE_RESELLER_VIPMP,
            ],
        ),
    ] {
        world
            .put_client(name, root.map(ids::organization), token)
            .await;
        let request = crate::world::bare(Method::GET, "/v3/resellers")
            .header("X-Api-Key", name)
            .header("Authorization", format!("Bearer {token}"));
        let answer = world.send(empty(request)).await;
        assert_eq!(column(&answer, "resellerId"), expected, "{name}");
        assert_eq!(answer.json()["totalCount"], expected.len());
    }
    let own = unidentified(&world, "/v3/resellers").await;
    assert_eq!(
        column(&own, "resellerId"),
        [ids::RESELLER_VIPMP, ids::MSP_VIPMP]
    );
}

#[tokio::test]
async fn head_and_other_methods() {
    let world = World::new().await;
    for (path, written) in [
        ("/v3/resellers", "POST"),
        (RESELLER, "PATCH"),
        (CUSTOMERS, ""),
        ("/v3/linked_membership_groups?country=US", ""),
    ] {
        let get = world.get(path).await;
        let head = world.send(empty(signed(Method::HEAD, path))).await;
        assert_eq!((head.status, head.body.as_str()), (get.status, ""));
        assert_eq!(head.headers, get.headers, "{path}");
        let methods = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        for method in methods.into_iter().filter(|method| *method != written) {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = world.send(empty(signed(method.clone(), path))).await;
            answer.is_error(405, "1134", "Invalid operation on path", &[method.as_str()]);
            let allowed = ["GET", "HEAD", written].join(",");
            assert_eq!(answer.header("allow"), allowed.trim_end_matches(','));
        }
        let slash = format!("{}/", path.split('?').next().unwrap());
        let answer = world.get(&slash).await;
        // A reseller without an id is none, and the others have no such path.
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("1134"), "{slash}: {}", answer.body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Customers of one second, with ids of several lengths: a walk shows each once, whatever the size of its pages.
    #[test]
    fn trap_28_a_walk_through_one_second_skips_and_repeats_nothing(limit in 1_usize..9, many in 0_u64..30, asc: bool) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            for number in 0..many {
                let id = match number % 2 {
                    0 => 910_000_000 + number,
                    _ => 9_100_000_000 + number,
                };
                world.put_customer(customer(&id.to_string(), "DE")).await;
            }
            let order = if asc { "asc" } else { "desc" };
            let total = 5 + usize::try_from(many).unwrap();
            let (mut offset, mut shown) = (0, Vec::new());
            while offset < total {
                let path = format!("{CUSTOMERS}?limit={limit}&offset={offset}&order-by={order}");
                let page = unidentified(&world, &path).await;
                assert_eq!(page.json()["totalCount"], total);
                let ids = column(&page, "customerId");
                offset += ids.len();
                assert!(!ids.is_empty());
                shown.extend(ids);
            }
            let distinct: HashSet<_> = shown.iter().collect();
            assert_eq!((shown.len(), distinct.len()), (total, total));
        });
    }
}
