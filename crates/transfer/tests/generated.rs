//! What is made up is the same every time, as large as asked, and good by the core's rules.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::HashSet;

use landfall_core::{
    model::{Item, OrganizationKind, Profile},
    rules::country::is_country,
};
use landfall_transfer::{
    check,
    generate::{LANDS, Plan, generate},
};

fn plan(customers: u64, fulfillments: u64, seed: u64) -> Plan {
    Plan {
        tenant: "sample".parse().unwrap(),
        customers,
        fulfillments,
        seed,
        until: "2026-01-01T00:00:00Z".parse().unwrap(),
    }
}

fn customers(items: &[Item]) -> usize {
    let is_customer = |item: &&Item| matches!(item, Item::Organization(it) if it.kind == OrganizationKind::Customer);
    items.iter().filter(is_customer).count()
}

#[test]
fn a_seed_gives_the_same_record_and_another_seed_another() {
    let one: Vec<Item> = generate(plan(300, 300, 5)).collect();
    assert_eq!(one, generate(plan(300, 300, 5)).collect::<Vec<_>>());
    let other: Vec<Item> = generate(plan(300, 300, 6)).collect();
    let keys: HashSet<_> = one.iter().skip(1).map(Item::key).collect();
    assert!(!other.iter().skip(1).any(|item| keys.contains(&item.key())));
}

#[test]
fn as_many_are_made_as_asked() {
    for (some, more) in [(0, 0), (1, 0), (1, 7), (250, 1), (1000, 3000)] {
        let items: Vec<Item> = generate(plan(some, more, 1)).collect();
        assert_eq!(customers(&items) as u64, some);
        let orders = items
            .iter()
            .filter(|item| matches!(item, Item::Fulfillment(_)));
        assert_eq!(orders.count() as u64, more);
        let keys: HashSet<_> = items.iter().map(Item::key).collect();
        assert_eq!(keys.len(), items.len());
    }
}

/// The country's towns with their regions, and the shapes of its postal codes.
fn fits(country: &str, region: &str, city: &str) -> bool {
    LANDS
        .iter()
        .any(|land| land.country == country && land.has_town(region, city))
}

#[test]
fn accounts_and_addresses_are_good_by_the_core_s_rules() {
    for item in generate(plan(3000, 1000, 9)) {
        assert_eq!(check(&item), None, "{item:?}");
        let address = match &item {
            Item::Organization(it) => {
                let Profile {
                    address, contacts, ..
                } = &it.profile;
                for contact in contacts {
                    assert!(contact.email.ends_with(".example"), "{contact:?}");
                    assert!(contact.last_name.len() > 3, "{contact:?}");
                }
                address.clone()
            }
            Item::Deployment(it) => Some(it.address.clone()),
            _ => None,
        };
        if let Some(address) = address {
            assert!(is_country(&address.country), "{address:?}");
            assert!(
                fits(&address.country, &address.region, &address.city),
                "{address:?}"
            );
            assert!(!address.line1.is_empty() && !address.postal_code.is_empty());
        }
    }
}

#[test]
fn deployments_are_in_other_countries_than_their_customers() {
    let mut homes = std::collections::HashMap::new();
    let mut deployments = 0;
    for item in generate(plan(3000, 0, 9)) {
        match item {
            Item::Organization(it) => {
                homes.insert(it.id, it.profile.address.map(|address| address.country));
            }
            Item::Deployment(it) => {
                let home = homes[&it.customer].as_ref();
                assert_ne!(home, Some(&it.address.country), "{it:?}");
                assert!(home.is_some());
                deployments += 1;
            }
            _ => {}
        }
    }
    assert!(deployments > 300, "{deployments}");
}

#[test]
fn orders_follow_their_customers_and_a_fifth_of_them_come_in_three_minutes() {
    let items: Vec<Item> = generate(plan(500, 5000, 2)).collect();
    let mut born = std::collections::HashMap::new();
    let mut times = Vec::new();
    for item in &items {
        match item {
            Item::Organization(it) => {
                born.insert(it.id, it.created_at);
            }
            Item::Fulfillment(it) => {
                let it = &it.fulfillment;
                assert!(it.created_at >= born[&it.account.unwrap()], "{it:?}");
                times.push(it.created_at);
            }
            _ => {}
        }
    }
    assert!(times.is_sorted());
    let most = times
        .iter()
        .map(|from| {
            let within = times
                .iter()
                .filter(|at| **at >= *from && **at < from.plus(180));
            within.count()
        })
        .max();
    assert!(most >= Some(1000), "{most:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_the_seed_and_the_tenant_everything_made_is_taken(seed: u64, tenant in "[A-Za-z0-9_-]{1,63}") {
        let plan = Plan {
            tenant: tenant.parse().unwrap(),
            ..plan(60, 60, seed)
        };
        for item in generate(plan) {
            proptest::prop_assert_eq!(check(&item), None, "{:?}", item);
        }
    }
}
