//! Customers with what was sold to them: who sees them, what follows from their lines, every filter and every sort.

mod filters;
mod walks;

use landfall_core::model::{
    AccountType, Direction, Organization, OrganizationKind, Page, PageRequest, SoldAccount,
    SoldField, SoldFilter, SoldOrder, SoldStatus, Status, Subscription, View,
};

pub(super) use self::{
    filters::{
        accounts_are_found_below_a_seller_that_is_seen,
        accounts_are_found_by_each_filter_and_by_all_at_once,
    },
    walks::any_walk_gives_each_account_once_in_order,
};
use super::fixture::{Row, World, at, given, organization, organization_id, subscription};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1_000,
};
const NEWEST_FIRST: [SoldOrder; 1] = [(SoldField::UpdatedAt, Direction::Descending)];

async fn list(
    store: &dyn Store,
    view: &View,
    filter: &SoldFilter,
    sort: &[SoldOrder],
    page: PageRequest,
) -> Page<SoldAccount> {
    store.sold_accounts(view, filter, sort, page).await.unwrap()
}

fn ended(line: Subscription) -> Subscription {
    Subscription {
        ended_at: Some(at(99)),
        ..line
    }
}

/// A customer below `above` with a number of its own.
fn customer(world: &World, above: &Organization, number: u64) -> Organization {
    organization(
        world.id(),
        Some(above.id),
        OrganizationKind::Customer,
        number,
    )
}

pub(super) async fn an_account_is_seen_from_itself_and_from_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let lines = [
        subscription(world.harbour.id, 2, 1),
        subscription(world.harbour.id, 1, 2),
        subscription(world.harbour.id, 3, 2),
    ];
    let other = subscription(world.school.id, 8, 0);
    let gone = ended(subscription(world.harbour.id, 9, 1));
    let rows = lines.iter().rev().chain([&other, &gone]).map(Row::from);
    given(store, rows).await;
    let expected = SoldAccount {
        organization: world.harbour.clone(),
        account_type: Some(AccountType::Production),
        status: SoldStatus::Active,
        services: lines.to_vec(),
    };
    let everything = SoldFilter::default();
    for view in world.views_of(world.harbour.id) {
        let found = store.sold_account(&view, world.harbour.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&expected), "{view:?}");
        let page = list(store, &view, &everything, &NEWEST_FIRST, ALL).await;
        assert!(page.rows.contains(&expected), "{view:?}");
        assert_eq!(page.total, page.rows.len() as u64, "{view:?}");
        let customers = |row: &SoldAccount| row.organization.kind == OrganizationKind::Customer;
        assert!(page.rows.iter().all(customers), "{view:?}");
    }
    for view in world.views_without(world.harbour.id, &stranger) {
        let found = store.sold_account(&view, world.harbour.id).await.unwrap();
        assert_eq!(found, None, "{view:?}");
        let page = list(store, &view, &everything, &NEWEST_FIRST, ALL).await;
        assert!(!page.rows.contains(&expected), "{view:?}");
        assert_eq!(page.total, page.rows.len() as u64, "{view:?}");
    }
    for other in [world.msp.id, world.root.id, organization_id(u64::MAX)] {
        let found = store.sold_account(&world.whole(), other).await.unwrap();
        assert_eq!(found, None);
    }
}

pub(super) async fn an_account_is_deactivated_by_its_last_line_or_its_status(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut rows = Vec::new();
    let mut expected = Vec::new();
    for (place, &status) in (0_u32..).zip(Status::ALL) {
        for lines in 0..4_u32 {
            let number = 0x3000 + u64::from(place * 4 + lines);
            let account = Organization {
                status,
                ..customer(&world, &world.house, number)
            };
            let line = |n: u128| subscription(account.id, u128::from(number) * 2 + n, 1);
            rows.push(Row::from(&account));
            match lines {
                0 => {}
                1 => rows.push(line(0).into()),
                2 => rows.push(ended(line(0)).into()),
                _ => rows.extend([ended(line(0)).into(), line(1).into()]),
            }
            let out_of_use = !matches!(status, Status::Active | Status::Pending);
            let deactivated = out_of_use || lines == 2;
            expected.push((
                account.id,
                if deactivated {
                    SoldStatus::Deactivated
                } else {
                    SoldStatus::Active
                },
            ));
        }
    }
    given(store, rows).await;
    let below = world.below(&world.house);
    let by_id = [(SoldField::Id, Direction::Ascending)];
    let page = list(store, &below, &SoldFilter::default(), &by_id, ALL).await;
    let found = page
        .rows
        .iter()
        .map(|row| (row.organization.id, row.status));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    for &status in SoldStatus::ALL {
        let filter = SoldFilter {
            statuses: vec![status],
            ..SoldFilter::default()
        };
        let page = list(store, &below, &filter, &by_id, ALL).await;
        let found: Vec<_> = page.rows.iter().map(|row| row.organization.id).collect();
        let expected = expected.iter().filter(|(_, known)| *known == status);
        assert_eq!(found, expected.map(|(id, _)| *id).collect::<Vec<_>>());
    }
    for (id, status) in expected {
        let found = store.sold_account(&below, id).await.unwrap().unwrap();
        assert_eq!(found.status, status);
    }
}

pub(super) async fn a_type_is_given_or_follows_from_the_nearest_seller(store: &dyn Store) {
    let world = World::stored(store).await;
    let reseller = organization(
        world.id(),
        Some(world.msp.id),
        OrganizationKind::Reseller,
        0x3000,
    );
    let of = |above: &Organization, number, given: Option<AccountType>| {
        let mut account = customer(&world, above, number);
        account.profile.account_type = given;
        account
    };
    let accounts = [
        (of(&world.msp, 0x3001, None), Some(AccountType::Production)),
        (
            of(&world.msp, 0x3002, Some(AccountType::ProofOfConcept)),
            Some(AccountType::ProofOfConcept),
        ),
        (
            of(&world.msp, 0x3003, Some(AccountType::Internal)),
            Some(AccountType::Internal),
        ),
        (of(&reseller, 0x3004, None), None),
        (of(&world.house, 0x3005, None), None),
    ];
    given(store, [Row::from(&reseller)]).await;
    given(store, accounts.iter().map(|(account, _)| account.into())).await;
    for (account, expected) in accounts {
        let found = store.sold_account(&world.whole(), account.id).await;
        assert_eq!(found.unwrap().unwrap().account_type, expected);
    }
}

pub(super) async fn a_page_far_behind_the_last_is_empty_and_has_the_total(store: &dyn Store) {
    let world = World::stored(store).await;
    for (offset, limit, expected) in [
        (2, 25, 1),
        (3, 25, 0),
        (2_147_483_647 * 1_000, 1_000, 0),
        (u64::MAX, u32::MAX, 0),
        (0, 0, 0),
        (0, u32::MAX, 3),
    ] {
        for view in [world.whole(), world.below(&world.distributor)] {
            let page = PageRequest { offset, limit };
            let everything = SoldFilter::default();
            let page = list(store, &view, &everything, &NEWEST_FIRST, page).await;
            assert_eq!((page.rows.len(), page.total), (expected, 3), "{offset}");
        }
    }
}
