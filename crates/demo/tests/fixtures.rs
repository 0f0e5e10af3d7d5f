//! The fixed record shows what the contracts' examples show.

use std::sync::Arc;

use landfall_control::{ManualClock, query::PropagationStatus};
use landfall_core::{
    id::DeployRequestId,
    model::{
        Direction, FulfillmentField, FulfillmentStatus, PageRequest, Status, TokenFamily, View,
    },
};
use landfall_demo::{Scale, credentials, ids, testing::Loaded};
use landfall_store::Zones;

async fn loaded() -> Loaded {
    let clock = ManualClock::at("2026-05-04T10:00:00Z".parse().expect("a moment"));
    Loaded::new(Arc::new(clock), Scale::Fixtures)
        .await
        .expect("an empty store takes the record")
}

fn client_view() -> View {
    View::below(ids::tenant(), ids::organization(ids::MSP))
}

async fn propagation(view: View, account: &str, request: DeployRequestId) -> PropagationStatus {
    let loaded = loaded().await;
    let control = loaded.start().await.expect("the record can be served");
    control
        .propagation(&view, ids::organization(account), request)
        .await
        .expect("the store answers")
        .expect("the request is there")
}

#[tokio::test]
async fn sixty_one_of_2288_servers_have_landed_the_request() {
    let status = propagation(client_view(), ids::CUSTOMER, ids::PROPAGATING_REQUEST).await;
    let PropagationStatus::HandedOver(propagation) = status else {
        panic!("{status:?}")
    };
    assert_eq!(propagation.percent().to_string(), "2.666083916083916");
    assert_eq!((propagation.done(), propagation.all()), (61, 2288));
    let pops = propagation.pops;
    assert_eq!(pops.len(), 70);
    let printed = |index: usize| {
        let pop = &pops[index];
        format!("{}: {}", pop.name, pop.percent())
    };
    assert_eq!(
        [printed(0), printed(67), printed(68), printed(69)],
        [
            "South America : Valparaiso, Chile: 5.263157894736842",
            "South America : Lima, Peru: 10.0",
            "North America : San Jose: 4.0",
            "Australia : Auckland: 3.7037037037037033",
        ]
    );
    let between: Vec<_> = pops[1..67].iter().map(|pop| (pop.done, pop.all)).collect();
    assert!(between[..29].iter().all(|pop| *pop == (1, 34)));
    assert!(between[29..57].iter().all(|pop| *pop == (1, 33)));
    assert!(between[57..].iter().all(|pop| *pop == (0, 33)));
}

#[tokio::test]
async fn older_requests_have_landed_everywhere() {
    for (account, request) in [
        (ids::CUSTOMER, ids::LANDED_REQUEST),
        (ids::OTHER_ACCOUNT, ids::OTHER_ACCOUNT_REQUEST),
    ] {
        let status = propagation(View::whole(ids::tenant()), account, request).await;
        let PropagationStatus::HandedOver(propagation) = status else {
            panic!("{status:?}")
        };
        assert!(propagation.complete(), "{request}: {propagation:?}");
    }
}

#[tokio::test]
async fn the_staging_request_is_one() {
    let status = propagation(client_view(), ids::CUSTOMER, ids::STAGING_REQUEST).await;
    assert!(matches!(status, PropagationStatus::Staging), "{status:?}");
}

#[tokio::test]
async fn the_client_sees_two_complete_fulfillments_and_some_of_every_other_status() {
    let loaded = loaded().await;
    let list = async |status| {
        let sort = [(FulfillmentField::CreatedAt, Direction::Descending)];
        let page = PageRequest {
            offset: 0,
            limit: 1000,
        };
        let page = loaded
            .store
            .fulfillments(&client_view(), status, &sort, page)
            .await
            .unwrap();
        page.rows
    };
    let complete: Vec<_> = list(Some(FulfillmentStatus::Complete))
        .await
        .into_iter()
        .map(|row| {
            (
                row.id.to_string(),
                row.kind.as_str(),
                row.user,
                row.updated_at,
            )
        })
        .collect();
    assert_eq!(
        complete,
        [
            (
                "587d4d28-066c-406e-b975-5d04e4e47373".to_owned(),
                "msp_cancel_service",
                "swo-app".to_owned(),
                "2021-11-08T06:50:40".parse().unwrap(),
            ),
            (
                "08d706b1-9962-44f9-9a6e-a35cb87ac4d1".to_owned(),
                "msp_add_service",
                "admin@swo.com".to_owned(),
                "2021-11-08T06:48:15".parse().unwrap(),
            ),
        ]
    );
    for &status in FulfillmentStatus::ALL {
        assert!(!list(Some(status)).await.is_empty(), "{status}");
    }
    for row in list(None).await {
        let is_creation = row.kind.as_str().ends_with("_create_account");
        assert_eq!(row.account.is_none(), is_creation, "{row:?}");
        assert!(row.updated_at >= row.created_at, "{row:?}");
    }
}

#[tokio::test]
async fn the_customer_abroad_has_nine_deployments_and_the_printed_one_is_on_the_second_page() {
    let loaded = loaded().await;
    let page = PageRequest {
        offset: 3,
        limit: 3,
    };
    let page = loaded
        .store
        .deployments(
            &client_view(),
            &ids::vipmp(ids::CUSTOMER_ABROAD_VIPMP),
            &[Status::Active, Status::Inactive],
            page,
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!((page.total, page.rows.len()), (9, 3));
    assert_eq!(page.rows[1].vipmp_id, ids::vipmp(ids::DEPLOYMENT_VIPMP));
}

#[tokio::test]
async fn each_business_has_exactly_its_zone() {
    let loaded = loaded().await;
    for (business, key) in [
        (ids::TENANT_ORGANIZATION, "container-1051"),
        (ids::GRANTED_BUSINESS, "container-1051"),
        (ids::OWNING_BUSINESS, "c377f0a2-70f5-4e32-aa8e-cf957b385595"),
    ] {
        let zones = loaded
            .store
            .zones(&ids::tenant(), ids::organization(business))
            .await
            .unwrap();
        let Zones::Defined(zones) = zones else {
            panic!("zones are defined")
        };
        let keys: Vec<_> = zones
            .iter()
            .map(|record| record.zone.key.as_str())
            .collect();
        assert_eq!(keys, [key], "{business}");
    }
}

#[tokio::test]
async fn the_client_sees_its_customers_and_not_the_other_account() {
    let loaded = loaded().await;
    let sees = async |vipmp_id| {
        let found = loaded
            .store
            .customer(&client_view(), &ids::vipmp(vipmp_id))
            .await
            .unwrap();
        found.map(|customer| {
            let number = customer.organization.account_number;
            (customer.reseller.to_string(), number.map(String::from))
        })
    };
    let of_reseller =
        |number: &str| Some((ids::RESELLER_VIPMP.to_owned(), Some(number.to_owned())));
    assert_eq!(sees(ids::CUSTOMER_VIPMP).await, of_reseller("0001"));
    assert_eq!(sees(ids::CUSTOMER_ABROAD_VIPMP).await, of_reseller("0003"));
    let (seller, number) = sees(ids::ORDERING_ACCOUNT_VIPMP).await.unwrap();
    assert_ne!(seller, ids::RESELLER_VIPMP);
    assert_eq!(number.as_deref(), Some("0004"));
    assert_eq!(sees(ids::OTHER_ACCOUNT_VIPMP).await, None);
}

#[tokio::test]
async fn the_fixed_credentials_open_their_doors() {
    let loaded = loaded().await;
    let control = loaded.start().await.unwrap();
    for family in credentials::BEARER_FAMILIES {
        let caller = control
            .bearer(family, credentials::BEARER_TOKEN)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(caller.view, client_view());
        assert!(caller.write);
        assert_eq!(caller.user_name(), credentials::CLIENT_ID);
    }
    let wrong_family = control
        .bearer(TokenFamily::Rulesv4Bearer, credentials::BEARER_TOKEN)
        .await
        .unwrap();
    assert!(wrong_family.is_none());
    let rest = control
        .rest_token(credentials::REST_TOKEN)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(rest.account, ids::organization(ids::CUSTOMER));
    assert_eq!(rest.account_number, ids::account(ids::CUSTOMER_ACCOUNT));
}
