//! Lists of resellers and of their customers: who is in them, every filter, and walks through their pages in every order.

use std::cmp::Ordering;

use landfall_core::{
    id::VipmpId,
    model::{
        AccountField, AccountQuery, AccountSummary, Direction, NamePattern, Organization,
        OrganizationKind, Page, PageRequest, Status, View,
    },
};
use proptest::{
    collection::btree_map,
    option,
    prelude::Strategy,
    sample::{select, subsequence},
};

use super::{
    fixture::{Row, World, at, given, organization, vipmp},
    property,
};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1_000,
};

fn number(organization: &Organization) -> &VipmpId {
    organization.vipmp_id.as_ref().unwrap()
}

/// Everything, newest first.
fn everything() -> AccountQuery {
    AccountQuery {
        statuses: Status::ALL.to_vec(),
        name: None,
        from: None,
        to: None,
        sort: (AccountField::CreatedAt, Direction::Descending),
    }
}

fn summary(account: &Organization, above: &Organization) -> AccountSummary {
    AccountSummary {
        vipmp_id: number(account).clone(),
        above: number(above).clone(),
        name: account.name.clone(),
        status: account.status,
        external_reference: account.external_reference.clone(),
        created_at: account.created_at,
    }
}

/// The numbers of accounts that belong to one, sorted.
fn sorted(page: Page<AccountSummary>) -> Vec<AccountSummary> {
    assert_eq!(page.total, page.rows.len() as u64);
    let mut rows = page.rows;
    rows.sort_by(|a, b| a.vipmp_id.cmp(&b.vipmp_id));
    rows
}

pub(super) async fn resellers_are_listed_where_they_are_seen(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let sellers = [&world.house, &world.reseller, &world.msp];
    let views = std::iter::once((None, world.whole())).chain(
        world
            .organizations()
            .map(|root| (Some(root), world.below(root))),
    );
    for (root, view) in views {
        let seen = sellers
            .iter()
            .filter(|seller| root.is_none_or(|root| world.is_at_or_above(root, seller.id)));
        let expected: Vec<_> = seen
            .map(|seller| summary(seller, &world.distributor))
            .collect();
        let found = store.resellers(&view, &everything(), ALL).await.unwrap();
        assert_eq!(sorted(found), expected, "{view:?}");
    }
    for view in world.views_without(world.msp.id, &stranger) {
        let found = store.resellers(&view, &everything(), ALL).await.unwrap();
        let msp = number(&world.msp);
        assert!(
            found.rows.iter().all(|row| row.vipmp_id != *msp),
            "{view:?}"
        );
        assert_eq!(found.total, found.rows.len() as u64);
    }
}

pub(super) async fn customers_are_listed_with_a_reseller_in_view_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let expected = [&world.school, &world.library].map(|row| summary(row, &world.reseller));
    let reseller = number(&world.reseller);
    for view in world.views_of(world.reseller.id) {
        let found = store.customers(&view, reseller, &everything(), ALL).await;
        assert_eq!(sorted(found.unwrap().unwrap()), expected, "{view:?}");
    }
    for view in world.views_without(world.reseller.id, &stranger) {
        let found = store.customers(&view, reseller, &everything(), ALL).await;
        assert_eq!(found.unwrap(), None, "{view:?}");
    }
    let whole = world.whole();
    for nobody in [number(&world.distributor), number(&world.school)] {
        let found = store.customers(&whole, nobody, &everything(), ALL).await;
        assert_eq!(found.unwrap(), None, "{nobody}");
    }
    let house = number(&world.house);
    let empty = store.customers(&whole, house, &everything(), ALL).await;
    assert_eq!(sorted(empty.unwrap().unwrap()), []);
}

pub(super) async fn a_customer_is_listed_with_its_nearest_seller_only(store: &dyn Store) {
    use OrganizationKind::{Aggregator, Customer, Reseller};
    let world = World::stored(store).await;
    let below =
        |above: &Organization, kind, number| organization(world.id(), Some(above.id), kind, number);
    let reseller = below(&world.msp, Reseller, 0x3000);
    let near = below(&reseller, Customer, 0x3001);
    let aggregator = below(&world.msp, Aggregator, 0x3002);
    let far = below(&aggregator, Customer, 0x3003);
    given(store, [&reseller, &near, &aggregator, &far].map(Row::from)).await;
    for (seller, expected) in [
        (&world.msp, vec![&world.harbour, &far]),
        (&reseller, vec![&near]),
    ] {
        let whole = world.whole();
        let found = store
            .customers(&whole, number(seller), &everything(), ALL)
            .await;
        let expected = expected.into_iter().map(|row| summary(row, seller));
        let found = sorted(found.unwrap().unwrap());
        assert_eq!(found, expected.collect::<Vec<_>>());
    }
}

/// The names that a pattern finds among `names`, of customers and of resellers.
async fn found(store: &dyn Store, world: &World, query: &AccountQuery) -> [Vec<String>; 2] {
    let whole = world.whole();
    let customers = store.customers(&whole, number(&world.house), query, ALL);
    let pages = [
        customers.await.unwrap().unwrap(),
        store.resellers(&whole, query, ALL).await.unwrap(),
    ];
    pages.map(|page| {
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows.into_iter().map(|row| row.name).collect()
    })
}

/// Adds a customer and a reseller of each of the names, made one second after another from `at(100)` on.
async fn add(store: &dyn Store, world: &World, names: &[&str]) {
    let mut rows = Vec::new();
    for (place, name) in (0_u8..).zip(names) {
        let second = i64::from(place);
        for (kind, above, number) in [
            (OrganizationKind::Customer, &world.house, 0x3000),
            (OrganizationKind::Reseller, &world.distributor, 0x4000),
        ] {
            let number = number + u64::from(place);
            rows.push(Row::from(Organization {
                name: (*name).to_owned(),
                created_at: at(100 + second),
                ..organization(world.id(), Some(above.id), kind, number)
            }));
        }
    }
    given(store, rows).await;
}

pub(super) async fn a_name_is_found_whole_and_by_stars_letter_case_aside(store: &dyn Store) {
    let world = World::stored(store).await;
    let names = [
        "Größe 100%",
        "GRÖSSE_100",
        "a\\b.c",
        "A*B",
        "ΟΔΟΣ",
        "Nordwind Papier GmbH",
    ];
    add(store, &world, &names).await;
    for (pattern, expected) in [
        ("größe 100%", vec![0]),
        ("GRÖ*", vec![1, 0]),
        ("*100*", vec![1, 0]),
        ("*100_", vec![]),
        ("grösse_100", vec![1]),
        ("grösse?100", vec![]),
        ("%", vec![]),
        ("*%", vec![0]),
        ("_*", vec![]),
        ("*\\*", vec![2]),
        ("a\\B.C", vec![2]),
        ("a*b", vec![3]),
        ("a*", vec![3, 2]),
        ("οδοσ", vec![4]),
        ("nord*papier*gmbh", vec![5]),
        ("nord**papier***gmbh", vec![5]),
        ("*nordwind papier gmbh*", vec![5]),
        ("nordwind", vec![]),
        ("papier*nord*", vec![]),
        ("", vec![]),
        ("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*", vec![]),
    ] {
        let query = AccountQuery {
            name: Some(NamePattern(pattern.to_owned())),
            ..everything()
        };
        let expected: Vec<_> = expected
            .into_iter()
            .map(|place: usize| names[place])
            .collect();
        for found in found(store, &world, &query).await {
            assert_eq!(found, expected, "{pattern}");
        }
    }
    let all = AccountQuery {
        name: Some(NamePattern("*".to_owned())),
        ..everything()
    };
    let [customers, resellers] = found(store, &world, &all).await;
    // The resellers of the tree among them.
    assert_eq!((customers.len(), resellers.len()), (6, 9));
}

pub(super) async fn accounts_are_found_by_status_and_by_when_they_were_made(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut rows = Vec::new();
    for (place, &status) in (0_u8..).zip(Status::ALL) {
        rows.push(Row::from(Organization {
            name: format!("status {status}"),
            status,
            created_at: at(i64::from(place)),
            ..organization(
                world.id(),
                Some(world.house.id),
                OrganizationKind::Customer,
                0x3000 + u64::from(place),
            )
        }));
    }
    given(store, rows).await;
    let house = number(&world.house);
    let listed = async |query: AccountQuery| {
        let page = store.customers(&world.whole(), house, &query, ALL).await;
        let page = page.unwrap().unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows.iter().map(|row| row.status).collect::<Vec<_>>()
    };
    let newest_first: Vec<Status> = Status::ALL.iter().rev().copied().collect();
    for statuses in [
        vec![],
        vec![Status::Active],
        vec![Status::Blocked, Status::Active, Status::Blocked],
        Status::ALL.to_vec(),
    ] {
        let mut expected = newest_first.clone();
        expected.retain(|status| statuses.contains(status));
        let query = AccountQuery {
            statuses,
            ..everything()
        };
        assert_eq!(listed(query).await, expected);
    }
    for (from, to, expected) in [
        (Some(2), None, 0..4),
        (None, Some(2), 3..6),
        (Some(1), Some(4), 1..5),
        (Some(3), Some(3), 2..3),
        (Some(4), Some(3), 0..0),
        (Some(100), None, 0..0),
    ] {
        let query = AccountQuery {
            from: from.map(at),
            to: to.map(at),
            ..everything()
        };
        assert_eq!(
            listed(query).await,
            newest_first[expected],
            "{from:?} {to:?}"
        );
    }
}

fn compare(a: &AccountSummary, b: &AccountSummary, field: AccountField) -> Ordering {
    let by_field = match field {
        AccountField::CreatedAt => a.created_at.cmp(&b.created_at),
        AccountField::Name => a.name.cmp(&b.name),
    };
    let length = |row: &AccountSummary| row.vipmp_id.as_str().chars().count();
    by_field
        .then(length(a).cmp(&length(b)))
        .then(a.vipmp_id.as_str().cmp(b.vipmp_id.as_str()))
}

/// Every page of a walk, one after another; each one's total has to be `total`.
async fn walk(
    store: &dyn Store,
    view: &View,
    reseller: Option<&VipmpId>,
    query: &AccountQuery,
    (limit, total): (u32, u64),
) -> Vec<AccountSummary> {
    let mut walked = Vec::new();
    loop {
        let offset = walked.len() as u64;
        let page = PageRequest { offset, limit };
        let page = match reseller {
            Some(reseller) => {
                let page = store.customers(view, reseller, query, page).await;
                page.unwrap().unwrap()
            }
            None => store.resellers(view, query, page).await.unwrap(),
        };
        assert_eq!(page.total, total);
        assert!(page.rows.len() <= limit as usize);
        if page.rows.is_empty() {
            return walked;
        }
        walked.extend(page.rows);
    }
}

pub(super) async fn any_walk_gives_each_account_once_in_order(store: &dyn Store) {
    const NAMES: &[&str] = &["b", "B", "a", "ä", "\u{FFFF}", "\u{10000}"];
    let case = std::cell::Cell::new(0_u64);
    let strategy = (
        btree_map(
            "[0-9]{4,6}|[a-cß-]{4,6}",
            (0_i64..3, select(NAMES), select(Status::ALL)),
            0..20,
        ),
        (
            subsequence(Status::ALL.to_vec(), 0..=6),
            option::of(select(&["a", "*", "B*", "*\u{10000}"][..])),
            (option::of(0_i64..3), option::of(0_i64..3)),
        ),
        (
            select(&[AccountField::CreatedAt, AccountField::Name][..]),
            select(&[Direction::Ascending, Direction::Descending][..]),
        ),
        1_u32..8,
    )
        .prop_map(|(rows, filter, sort, limit)| (Vec::from_iter(rows), filter, sort, limit));
    property::holds(
        40,
        &strategy,
        async |(rows, (statuses, name, (from, to)), sort, limit)| {
            // Each case has a tenant of its own, and ids of their own beginning.
            let number = case.replace(case.get() + 1);
            let world = World::new(&format!("tenant-{number}"), 0x1_0000 + number * 0x1000);
            let made = |kind, above: &Organization, first: u64| {
                let rows = (first..).zip(&rows);
                let rows = rows.map(|(place, (id, (second, name, status)))| Organization {
                    vipmp_id: Some(vipmp(&format!("{number}-{id}"))),
                    name: (*name).to_owned(),
                    status: *status,
                    created_at: at(*second),
                    ..organization(world.id(), Some(above.id), kind, place)
                });
                rows.collect::<Vec<_>>()
            };
            let first = 0x1_0000 + number * 0x1000;
            let customers = made(OrganizationKind::Customer, &world.reseller, first + 0x100);
            let resellers = made(OrganizationKind::Reseller, &world.msp, first + 0x200);
            given(store, world.rows()).await;
            given(store, customers.iter().chain(&resellers).map(Row::from)).await;

            let query = AccountQuery {
                statuses,
                name: name.map(|name| NamePattern(name.to_owned())),
                from: from.map(at),
                to: to.map(at),
                sort,
            };
            let matches = |row: &&Organization| {
                query.statuses.contains(&row.status)
                    && query.from.is_none_or(|from| row.created_at >= from)
                    && query.to.is_none_or(|to| row.created_at <= to)
                    && match name {
                        None | Some("*") => true,
                        Some("a") => row.name == "a",
                        Some("B*") => row.name.to_lowercase() == "b",
                        Some(_) => row.name == "\u{10000}",
                    }
            };
            let expected = |rows: Vec<&Organization>, above: &Organization| {
                let rows = rows.into_iter().filter(matches);
                let mut rows: Vec<_> = rows.map(|row| summary(row, above)).collect();
                rows.sort_by(|a, b| match sort.1 {
                    Direction::Ascending => compare(a, b, sort.0),
                    Direction::Descending => compare(b, a, sort.0),
                });
                rows
            };
            let mut below = customers.iter().collect::<Vec<_>>();
            below.extend([&world.school, &world.library]);
            let expected_customers = expected(below, &world.reseller);
            let seller = world.reseller.vipmp_id.as_ref().unwrap();
            let total = (limit, expected_customers.len() as u64);
            let walked = walk(store, &world.whole(), Some(seller), &query, total).await;
            assert_eq!(walked, expected_customers);

            let mut below = resellers.iter().collect::<Vec<_>>();
            below.push(&world.msp);
            let expected_resellers = expected(below, &world.distributor);
            let total = (limit, expected_resellers.len() as u64);
            let view = world.below(&world.aggregator);
            let walked = walk(store, &view, None, &query, total).await;
            assert_eq!(walked, expected_resellers);
        },
    );
}

pub(super) async fn a_page_behind_the_last_is_empty_and_has_the_total(store: &dyn Store) {
    let world = World::stored(store).await;
    for (offset, limit, expected) in [
        (1, 25, 1),
        (2, 25, 0),
        (u64::MAX, u32::MAX, 0),
        (0, 0, 0),
        (0, u32::MAX, 2),
    ] {
        let page = PageRequest { offset, limit };
        let (whole, reseller) = (world.whole(), number(&world.reseller));
        let found = store.customers(&whole, reseller, &everything(), page).await;
        let found = found.unwrap().unwrap();
        assert_eq!((found.rows.len(), found.total), (expected, 2), "{offset}");
    }
    let page = PageRequest {
        offset: 3,
        limit: 1,
    };
    let found = store.resellers(&world.whole(), &everything(), page).await;
    let found = found.unwrap();
    assert_eq!((found.rows.len(), found.total), (0, 3));
}
