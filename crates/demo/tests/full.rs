//! The lively set is lively, stands around the fixed part without changing its answers, and is the same every time.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use landfall_control::{ControlError, ManualClock};
use landfall_core::{
    id::{Revision, Timestamp, counter},
    model::{
        Direction, Environment, FulfillmentField, FulfillmentStatus, OrganizationKind, PageRequest,
        Platform, Status, View,
    },
};
use landfall_demo::{Record, Scale, ids, testing::Loaded};
use landfall_store::{Store, Zones, write};

const EVERYTHING: PageRequest = PageRequest {
    offset: 0,
    limit: u32::MAX,
};

fn now() -> Timestamp {
    "2026-05-04T10:00:00Z".parse().expect("a moment")
}

async fn loaded(scale: Scale) -> Loaded {
    Loaded::new(Arc::new(ManualClock::at(now())), scale)
        .await
        .expect("an empty store takes the record")
}

/// What the examples of the contracts ask for, as the store answers it.
async fn answers(store: &dyn Store) -> Result<Vec<String>, ControlError> {
    let tenant = ids::tenant();
    let view = View::below(tenant.clone(), ids::organization(ids::MSP));
    let mut answers = Vec::new();
    for customer in [
        ids::CUSTOMER_VIPMP,
        ids::CUSTOMER_ABROAD_VIPMP,
        ids::ORDERING_ACCOUNT_VIPMP,
        ids::OTHER_ACCOUNT_VIPMP,
    ] {
        let customer = ids::vipmp(customer);
        let both = [Status::Active, Status::Inactive];
        answers.push(format!("{:?}", store.customer(&view, &customer).await?));
        let deployments = store.deployments(&view, &customer, &both, EVERYTHING);
        answers.push(format!("{:?}", deployments.await?));
    }
    let sort = [(FulfillmentField::CreatedAt, Direction::Descending)];
    let orders = store.fulfillments(&view, None, &sort, EVERYTHING);
    answers.push(format!("{:?}", orders.await?));
    for business in [
        ids::TENANT_ORGANIZATION,
        ids::GRANTED_BUSINESS,
        ids::OWNING_BUSINESS,
    ] {
        let zones = store.zones(&tenant, ids::organization(business));
        answers.push(format!("{:?}", zones.await?));
    }
    for (account, request) in [
        (ids::CUSTOMER, ids::PROPAGATING_REQUEST),
        (ids::CUSTOMER, ids::STAGING_REQUEST),
        (ids::CUSTOMER, ids::LANDED_REQUEST),
        (ids::OTHER_ACCOUNT, ids::OTHER_ACCOUNT_REQUEST),
    ] {
        let whole = View::whole(ids::tenant());
        let request = store.deploy_request(&whole, ids::organization(account), request);
        answers.push(format!("{:?}", request.await?));
    }
    let fleet = store.fleet().await?;
    answers.push(format!("{:?}", fleet.pops));
    let adn = fleet.servers.iter().filter(|server| {
        (server.placement.platform, server.placement.environment)
            == (Platform::Adn, Environment::Production)
    });
    answers.push(format!("{:?}", adn.collect::<Vec<_>>()));
    Ok(answers)
}

#[tokio::test]
async fn the_lively_set_changes_no_answer_of_the_fixed_part() {
    let (fixed, full) = (loaded(Scale::Fixtures).await, loaded(Scale::Full).await);
    let (fixed, full) = (
        answers(fixed.store.as_ref()).await.unwrap(),
        answers(full.store.as_ref()).await.unwrap(),
    );
    assert_eq!(fixed.len(), full.len());
    for (fixed, full) in fixed.iter().zip(&full) {
        assert_eq!(fixed, full);
    }
}

#[tokio::test]
async fn both_http_fleets_are_in_every_pop_and_have_landed_everything() {
    let loaded = loaded(Scale::Full).await;
    let fleet = loaded.store.fleet().await.unwrap();
    let heads: HashMap<_, Revision> = (fleet.logs.iter())
        .map(|log| ((log.platform, log.environment), log.head))
        .collect();
    for platform in [Platform::HttpLarge, Platform::HttpSmall] {
        let of_platform: Vec<_> = (fleet.servers.iter())
            .filter(|server| {
                (server.placement.platform, server.placement.environment)
                    == (platform, Environment::Production)
            })
            .collect();
        let places: HashSet<_> = (of_platform.iter())
            .map(|server| server.placement.pop)
            .collect();
        assert_eq!((of_platform.len(), places.len()), (1000, 70), "{platform}");
        assert!(heads[&(platform, Environment::Production)] > Revision(10));
    }
    for &platform in Platform::ALL {
        assert!(
            fleet.servers.iter().any(|server| {
                (server.placement.platform, server.placement.environment)
                    == (platform, Environment::Staging)
            }),
            "{platform}"
        );
    }
    for server in &fleet.servers {
        let placement = server.placement;
        let fleet = (placement.platform, placement.environment);
        if fleet != (Platform::Adn, Environment::Production) {
            assert_eq!(server.counted.revision, heads[&fleet], "{server:?}");
        }
        assert_eq!(server.last_seen_at, Some(now()));
    }
}

#[tokio::test]
async fn orders_are_spread_over_many_partners_in_every_status() {
    let loaded = loaded(Scale::Full).await;
    let tenant = View::whole(ids::tenant());
    for &status in FulfillmentStatus::ALL {
        let rows = loaded
            .store
            .fulfillments(&tenant, Some(status), &[], EVERYTHING)
            .await
            .unwrap()
            .rows;
        let sellers: HashSet<_> = rows.iter().map(|row| row.seller).collect();
        assert!(sellers.len() > 5, "{status}: {} sellers", sellers.len());
    }
}

#[tokio::test]
async fn what_is_made_later_gets_a_number_that_nothing_has() {
    let loaded = loaded(Scale::Full).await;
    let record = Record::full(now(), "");
    let taken = [
        (counter::SERVER, record.servers.len() as u64),
        (counter::POP, 70),
        (counter::GATEWAY_GROUP, 1052 + 68),
        (counter::CLIENT, 1),
        (counter::KEY, 2),
        (counter::DEPLOY_REQUEST, ids::PROPAGATING_REQUEST.0),
        (counter::SITE, ids::MEDIA_SITE.0),
        (counter::EDGE_CNAME, ids::MEDIA_CNAME.0),
    ];
    for (counter, last) in taken {
        let next = write(loaded.store.as_ref(), move |transaction| {
            Box::pin(async move { Ok::<_, ControlError>(transaction.next_number(counter).await?) })
        })
        .await
        .unwrap();
        assert!(next > last, "{counter}: {next} after {last}");
    }
}

#[tokio::test]
async fn the_tenant_s_own_distributor_and_house_reseller_stay_the_oldest() {
    let loaded = loaded(Scale::Full).await;
    for (kind, id) in [
        (OrganizationKind::Distributor, ids::DISTRIBUTOR),
        (OrganizationKind::Reseller, ids::HOUSE_RESELLER),
    ] {
        let oldest = write(loaded.store.as_ref(), move |transaction| {
            Box::pin(async move {
                let tenant = ids::tenant();
                Ok::<_, ControlError>(transaction.first_of_kind(&tenant, kind).await?)
            })
        })
        .await
        .unwrap();
        assert_eq!(oldest.unwrap().id, ids::organization(id));
    }
}

#[tokio::test]
async fn msps_offer_zones_to_their_own() {
    let loaded = loaded(Scale::Full).await;
    let record = Record::full(now(), "");
    let own = &record.zones[2];
    let zones = (loaded.store.zones(&ids::tenant(), own.owner).await).unwrap();
    let Zones::Defined(zones) = zones else {
        panic!("zones are defined")
    };
    assert!(zones.iter().any(|found| found.zone == *own), "{zones:?}");
}

#[test]
fn the_record_is_the_same_every_time() {
    assert_eq!(Record::full(now(), "hash"), Record::full(now(), "hash"));
}

/// What metallic calls deactivated is out of use in vipmp, but for customers with deployments and those that no order created.
#[test]
fn customers_that_orders_created_are_in_use_as_long_as_they_have_something() {
    let record = Record::full(now(), "");
    let created: HashSet<_> = (record.fulfillments.iter())
        .map(|order| &order.fulfillment)
        .filter(|order| order.status == FulfillmentStatus::Complete)
        .filter(|order| order.kind.as_str().ends_with("_create_account"))
        .filter_map(|order| order.account)
        .collect();
    let mut retired = 0;
    for customer in &record.organizations {
        let id = customer.id;
        let lines = record
            .subscriptions
            .iter()
            .filter(|line| line.account == id);
        let (ended, active): (Vec<_>, Vec<_>) = lines.partition(|line| line.ended_at.is_some());
        let deployed = record
            .deployments
            .iter()
            .any(|deployment| deployment.customer == id && deployment.status == Status::Active);
        let has_nothing = !ended.is_empty() && active.is_empty() && !deployed;
        if created.contains(&id) && has_nothing {
            assert_ne!(customer.status, Status::Active, "{customer:?}");
            retired += usize::from(customer.status == Status::Inactive);
        }
        if customer.status == Status::Active {
            assert!(!created.contains(&id) || !has_nothing, "{customer:?}");
        }
    }
    assert!(retired > 0);
}

#[test]
fn the_record_is_lively() {
    let record = Record::full(now(), "");
    assert!(record.organizations.len() > 300);
    assert!(record.deployments.len() > 2000);
    assert!(record.fulfillments.len() > 2000);
    assert!(record.zones.len() > 10);
}

#[test]
fn companies_obey_the_rules_that_all_dialects_share() {
    for organization in Record::full(now(), "").organizations {
        let name = &organization.name;
        assert!((4..=80).contains(&name.chars().count()), "{name}");
        assert!(
            (name.chars())
                .all(|character| character.is_alphanumeric() || " _,.&'()/-".contains(character)),
            "{name}"
        );
        assert!(organization.external_reference.len() <= 35);
        assert!(organization.created_at <= now(), "{name}");
        for contact in &organization.profile.contacts {
            let (user, host) = contact.email.split_once('@').unwrap();
            assert!(
                !user.is_empty() && host.contains('.') && host.is_ascii(),
                "{contact:?}"
            );
        }
    }
}

#[test]
fn deployments_are_abroad_and_after_their_customer() {
    let record = Record::full(now(), "");
    let customers: HashMap<_, _> = (record.organizations.iter())
        .map(|organization| (organization.id, organization))
        .collect();
    for deployment in &record.deployments {
        let customer = customers[&deployment.customer];
        let home = customer.profile.address.as_ref().unwrap();
        assert_ne!(deployment.address.country, home.country, "{deployment:?}");
        assert!(customer.profile.global_sales, "{customer:?}");
        assert!(
            (customer.created_at..=now()).contains(&deployment.created_at),
            "{deployment:?}"
        );
    }
}
