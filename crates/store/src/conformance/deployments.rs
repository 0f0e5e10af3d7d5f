//! Deployments: who sees them, their order, and walks through their pages.

use landfall_core::{
    id::VipmpId,
    model::{Deployment, Organization, OrganizationKind, PageRequest, Status, View},
};
use proptest::{collection::btree_map, prelude::Strategy, sample::subsequence};

use super::{
    fixture::{Row, World, deployment, given, organization, transact, vipmp},
    property,
};
use crate::Store;

const BOTH: [Status; 2] = [Status::Active, Status::Inactive];
const FIRST: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

fn number(customer: &Organization) -> &VipmpId {
    customer.vipmp_id.as_ref().unwrap()
}

fn ids(deployments: &[Deployment]) -> Vec<&str> {
    let ids = deployments.iter().map(|row| row.vipmp_id.as_str());
    ids.collect()
}

pub(super) async fn deployments_are_seen_with_their_customer_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let row = deployment(world.school.id, "345434543", 1);
    given(store, [(&row).into()]).await;
    let (customer, id) = (number(&world.school), &row.vipmp_id);
    for view in world.views_of(world.school.id) {
        let page = store.deployments(&view, customer, &BOTH, FIRST).await;
        let page = page.unwrap().unwrap();
        assert_eq!((page.total, page.rows), (1, vec![row.clone()]), "{view:?}");
        let one = store.deployment(&view, customer, id).await.unwrap();
        assert_eq!(one, Some(Some(row.clone())), "{view:?}");
    }
    for view in world.views_without(world.school.id, &stranger) {
        let page = store.deployments(&view, customer, &BOTH, FIRST).await;
        assert_eq!(page.unwrap(), None, "{view:?}");
        let one = store.deployment(&view, customer, id).await.unwrap();
        assert_eq!(one, None, "{view:?}");
    }
}

pub(super) async fn a_deployment_is_not_found_under_another_customer(store: &dyn Store) {
    let world = World::stored(store).await;
    let row = deployment(world.school.id, "345434543", 1);
    given(store, [(&row).into()]).await;
    let whole = world.whole();
    let beside = store.deployment(&whole, number(&world.library), &row.vipmp_id);
    assert_eq!(beside.await.unwrap(), Some(None));
    let unknown = vipmp("999999999");
    let absent = store.deployment(&whole, number(&world.school), &unknown);
    assert_eq!(absent.await.unwrap(), Some(None));
    let no_customer = store.deployment(&whole, number(&world.reseller), &row.vipmp_id);
    assert_eq!(no_customer.await.unwrap(), None);
    let empty = store.deployments(&whole, number(&world.library), &BOTH, FIRST);
    let empty = empty.await.unwrap().unwrap();
    assert_eq!((empty.total, empty.rows), (0, Vec::new()));
}

pub(super) async fn deployments_are_listed_by_any_set_of_statuses(store: &dyn Store) {
    let world = World::stored(store).await;
    let active = deployment(world.school.id, "100000001", 1);
    let inactive = Deployment {
        status: Status::Inactive,
        ..deployment(world.school.id, "100000002", 2)
    };
    given(store, [(&active).into(), (&inactive).into()]).await;
    let (a, i) = (Status::Active, Status::Inactive);
    for (statuses, expected) in [
        (vec![a], vec!["100000001"]),
        (vec![i], vec!["100000002"]),
        (vec![a, i], vec!["100000002", "100000001"]),
        (vec![a, i, a, i, i], vec!["100000002", "100000001"]),
        (vec![a; 50_000], vec!["100000001"]),
        (vec![Status::Pending], vec![]),
        (vec![], vec![]),
    ] {
        let customer = number(&world.school);
        let page = store
            .deployments(&world.whole(), customer, &statuses, FIRST)
            .await;
        let page = page.unwrap().unwrap();
        let asked = &statuses[..statuses.len().min(6)];
        assert_eq!(ids(&page.rows), expected, "{asked:?}");
        assert_eq!(page.total, expected.len() as u64, "{asked:?}");
    }
}

pub(super) async fn the_newest_deployment_comes_first_then_the_longer_id(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows = [
        ("999999999", 5),
        ("1000000000", 5),
        ("1000000001", 5),
        ("100000000", 6),
        ("9999999999", 4),
    ];
    let rows = rows.map(|(id, second)| Row::from(deployment(world.school.id, id, second)));
    given(store, rows).await;
    let page = store
        .deployments(&world.whole(), number(&world.school), &BOTH, FIRST)
        .await;
    assert_eq!(
        ids(&page.unwrap().unwrap().rows),
        [
            "100000000",
            "1000000001",
            "1000000000",
            "999999999",
            "9999999999"
        ]
    );
}

/// Every page of a walk, one after another; each one's total has to be `total`.
async fn walk(
    store: &dyn Store,
    view: &View,
    customer: &VipmpId,
    statuses: &[Status],
    (limit, total): (u32, u64),
) -> Vec<Deployment> {
    let mut walked = Vec::new();
    loop {
        let offset = walked.len() as u64;
        let page = PageRequest { offset, limit };
        let page = store.deployments(view, customer, statuses, page).await;
        let page = page.unwrap().unwrap();
        assert_eq!(page.total, total);
        assert!(page.rows.len() <= limit as usize);
        if page.rows.is_empty() {
            return walked;
        }
        walked.extend(page.rows);
    }
}

pub(super) async fn a_walk_through_one_second_skips_and_repeats_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    let id = |n: u64| match n % 2 {
        0 => (900_000_000 + n).to_string(),
        _ => (1_000_000_000 + n).to_string(),
    };
    let rows = (0..300).map(|n| Row::from(deployment(world.school.id, &id(n), 7)));
    given(store, rows).await;
    let customer = number(&world.school);
    for limit in [25, 100, 7] {
        let walked = walk(store, &world.whole(), customer, &BOTH, (limit, 300)).await;
        let mut ids = ids(&walked);
        assert_eq!(ids.len(), 300);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 300);
    }
}

pub(super) async fn any_walk_gives_each_deployment_once_in_order(store: &dyn Store) {
    let world = World::stored(store).await;
    let case = std::cell::Cell::new(0x3000_u64);
    let strategy = (
        btree_map("[0-9]{4,6}|[a-cß-]{4,6}", (0_i64..3, 0_usize..2), 0..20),
        subsequence(BOTH.to_vec(), 0..=2),
        1_u32..8,
    )
        .prop_map(|(rows, statuses, limit)| (Vec::from_iter(rows), statuses, limit));
    property::holds(40, &strategy, async |(rows, statuses, limit)| {
        // Deployment ids are unique in the installation: each case has its own beginning.
        let number = case.replace(case.get() + 1);
        let customer = organization(
            world.id(),
            Some(world.msp.id),
            OrganizationKind::Customer,
            number,
        );
        let rows = rows.into_iter().map(|(id, (second, status))| Deployment {
            status: BOTH[status],
            ..deployment(customer.id, &format!("{number}-{id}"), second)
        });
        let rows: Vec<Deployment> = rows.collect();
        let added = std::iter::once(Row::from(&customer)).chain(rows.iter().map(Row::from));
        given(store, added).await;

        let mut expected = rows;
        expected.retain(|row| statuses.contains(&row.status));
        expected.sort_by_key(|row| {
            let id = row.vipmp_id.as_str();
            std::cmp::Reverse((row.created_at, id.chars().count(), id.to_owned()))
        });
        let size = (limit, expected.len() as u64);
        let id = customer.vipmp_id.as_ref().unwrap();
        let walked = walk(store, &world.whole(), id, &statuses, size).await;
        assert_eq!(walked, expected);
    });
}

pub(super) async fn a_page_behind_the_last_is_empty_and_has_the_total(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows = ["100000001", "100000002", "100000003"];
    let rows = rows.map(|id| Row::from(deployment(world.school.id, id, 1)));
    given(store, rows).await;
    for (offset, limit, expected) in [
        (2, 25, 1),
        (3, 25, 0),
        (4, 25, 0),
        (u64::MAX, u32::MAX, 0),
        (i64::MAX as u64 + 1, 25, 0),
        (0, 0, 0),
        (0, u32::MAX, 3),
    ] {
        let page = PageRequest { offset, limit };
        let page = store
            .deployments(&world.whole(), number(&world.school), &BOTH, page)
            .await;
        let page = page.unwrap().unwrap();
        assert_eq!((page.rows.len(), page.total), (expected, 3), "{offset}");
    }
}

pub(super) async fn a_deployment_is_changed_under_its_customer_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let (row, beside) = (
        deployment(world.school.id, "345434543", 1),
        deployment(world.school.id, "345434544", 1),
    );
    given(store, [(&row).into(), (&beside).into()]).await;
    let mut changed = Deployment {
        status: Status::Inactive,
        ..row.clone()
    };
    "Größe".clone_into(&mut changed.address.city);
    let theirs = Deployment {
        customer: world.library.id,
        ..changed.clone()
    };
    let change = |deployment: &Deployment| {
        transact(store, deployment.clone(), |transaction, deployment| {
            Box::pin(async move {
                let (customer, id) = (deployment.customer, &deployment.vipmp_id);
                let found = transaction.find_deployment(customer, id).await?;
                let changed = transaction.update_deployment(deployment).await?;
                Ok((found, changed))
            })
        })
    };
    assert_eq!(change(&theirs).await.unwrap(), (None, false));
    assert_eq!(change(&changed).await.unwrap(), (Some(row.clone()), true));
    let whole = world.whole();
    for expected in [changed, beside] {
        let (customer, id) = (number(&world.school), &expected.vipmp_id);
        let found = store.deployment(&whole, customer, id).await.unwrap();
        assert_eq!(found, Some(Some(expected.clone())));
    }
}
