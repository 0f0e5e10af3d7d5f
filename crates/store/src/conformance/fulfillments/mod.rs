//! Fulfillments: who sees them, every sort, walks through their pages, exact totals.

mod model;

use landfall_core::{
    id::FulfillmentId,
    model::{
        Direction, Failure, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentField,
        FulfillmentKind, FulfillmentOrder, FulfillmentStatus, Page, PageRequest, SellerKind, View,
    },
};
use uuid::Uuid;

use self::model::{Case, expected};
use super::{
    fixture::{Row, World, at, fulfillment, given},
    property,
};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1_000,
};
const NEWEST_FIRST: [FulfillmentOrder; 1] = [(FulfillmentField::UpdatedAt, Direction::Descending)];

async fn list(
    store: &dyn Store,
    view: &View,
    status: Option<FulfillmentStatus>,
    sort: &[FulfillmentOrder],
    page: PageRequest,
) -> Page<Fulfillment> {
    store.fulfillments(view, status, sort, page).await.unwrap()
}

pub(super) async fn fulfillments_are_seen_from_their_seller_and_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = fulfillment(world.id(), world.msp.id, 1);
    let beside = fulfillment(world.id(), world.house.id, 2);
    let theirs = fulfillment(stranger.id(), stranger.msp.id, 3);
    given(store, [&ours, &beside, &theirs].map(Row::from)).await;
    for view in world.views_of(world.msp.id) {
        let page = list(store, &view, None, &NEWEST_FIRST, ALL).await;
        assert!(page.rows.contains(&ours.fulfillment), "{view:?}");
        assert!(!page.rows.contains(&theirs.fulfillment), "{view:?}");
        assert_eq!(page.total, page.rows.len() as u64, "{view:?}");
    }
    for view in world.views_without(world.msp.id, &stranger) {
        for status in [None, Some(FulfillmentStatus::Pending)] {
            let page = list(store, &view, status, &NEWEST_FIRST, ALL).await;
            assert!(!page.rows.contains(&ours.fulfillment), "{view:?}");
            assert_eq!(page.total, page.rows.len() as u64, "{view:?}");
        }
    }
    // The customer itself sees nothing of who sold to it.
    let page = list(
        store,
        &world.below(&world.harbour),
        None,
        &NEWEST_FIRST,
        ALL,
    )
    .await;
    assert_eq!((page.rows, page.total), (Vec::new(), 0));
}

pub(super) async fn one_fulfillment_is_seen_from_its_seller_and_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = fulfillment(world.id(), world.msp.id, 1);
    let theirs = fulfillment(stranger.id(), stranger.msp.id, 3);
    given(store, [&ours, &theirs].map(Row::from)).await;
    let id = ours.fulfillment.id;
    for view in world.views_of(world.msp.id) {
        let found = store.fulfillment(&view, id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&ours), "{view:?}");
        let foreign = store.fulfillment(&view, theirs.fulfillment.id).await;
        assert_eq!(foreign.unwrap(), None, "{view:?}");
    }
    for view in world.views_without(world.msp.id, &stranger) {
        let found = store.fulfillment(&view, id).await.unwrap();
        assert_eq!(found, None, "{view:?}");
    }
    let nothing = FulfillmentId(Uuid::from_u128(99));
    let found = store.fulfillment(&world.whole(), nothing).await.unwrap();
    assert_eq!(found, None);
}

pub(super) async fn a_request_keeps_every_character(store: &dyn Store) {
    let world = World::stored(store).await;
    let requests = [
        "{}",
        "{ \"b\": 1.0,\n\t\"a\": 1e2, \"b\": \"\\u00fc\\/ü\u{1F980}\", \"n\": 12345678901234567890.10 }",
    ];
    for (number, request) in (1..).zip(requests) {
        let mut order = fulfillment(world.id(), world.msp.id, number);
        request.clone_into(&mut order.request);
        order.failure = None;
        given(store, [Row::from(&order)]).await;
        let whole = world.whole();
        let found = store.fulfillment(&whole, order.fulfillment.id).await;
        assert_eq!(found.unwrap(), Some(order));
    }
}

pub(super) async fn a_fulfillment_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut number = 0;
    let mut added = Vec::new();
    for &seller in SellerKind::ALL {
        for &action in FulfillmentAction::ALL {
            for &status in FulfillmentStatus::ALL {
                number += 1;
                let mut row = fulfillment(world.id(), world.msp.id, number);
                row.fulfillment.kind = FulfillmentKind { seller, action };
                row.fulfillment.status = status;
                row.fulfillment.account = number.is_multiple_of(2).then_some(world.harbour.id);
                row.fulfillment.external_account_id = number.is_multiple_of(3).then(String::new);
                row.failure = number.is_multiple_of(5).then(|| Failure {
                    code: 2_001,
                    message: "SKU no longer offered".to_owned(),
                });
                added.push(row);
            }
        }
    }
    given(store, added.iter().map(Row::from)).await;
    let by_id = [(FulfillmentField::Id, Direction::Ascending)];
    let page = list(store, &world.whole(), None, &by_id, ALL).await;
    for detail in &added {
        let whole = world.whole();
        let found = store.fulfillment(&whole, detail.fulfillment.id).await;
        assert_eq!(found.unwrap().as_ref(), Some(detail));
    }
    let expected: Vec<_> = added.into_iter().map(|detail| detail.fulfillment).collect();
    assert_eq!(page.rows, expected);
    for &status in FulfillmentStatus::ALL {
        let page = list(store, &world.whole(), Some(status), &by_id, ALL).await;
        let of_status = expected.iter().filter(|row| row.status == status);
        assert_eq!(
            page.rows,
            of_status.cloned().collect::<Vec<_>>(),
            "{status}"
        );
        assert_eq!(page.total, 6, "{status}");
    }
}

/// Fulfillments of whom each field tells some apart, leaves some alike and is missing in some, in no order at all.
fn varied(world: &World) -> Vec<FulfillmentDetail> {
    let texts = ["b", "B", "a", "ä", "z", "\u{FFFF}", "\u{10000}", ""];
    let ids: [u128; 8] = [7, 3, u128::MAX, 5, 1, 6, 2, 1 << 127];
    let rows = ids.into_iter().zip(texts).zip(0..);
    rows.map(|((id, text), n)| {
        let mut row = fulfillment(world.id(), world.msp.id, id);
        let Fulfillment {
            kind,
            status,
            account,
            external_account_id,
            user,
            created_at,
            updated_at,
            ..
        } = &mut row.fulfillment;
        kind.action = FulfillmentAction::ALL[n % 3];
        *status = FulfillmentStatus::ALL[n % 5];
        *account = [None, Some(world.harbour.id), Some(world.school.id)][n % 3];
        *external_account_id = (!n.is_multiple_of(3)).then(|| text.to_owned());
        text.clone_into(user);
        *created_at = at(i64::try_from(n * 7 % 4).unwrap());
        *updated_at = at(i64::try_from(n * 5 % 3).unwrap());
        row
    })
    .collect()
}

pub(super) async fn every_field_sorts_both_ways(store: &dyn Store) {
    let world = World::stored(store).await;
    let added = varied(&world);
    given(store, added.iter().map(Row::from)).await;
    let rows: Vec<_> = added.into_iter().map(|detail| detail.fulfillment).collect();
    for &field in FulfillmentField::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let sort = [(field, direction)];
            let page = list(store, &world.whole(), None, &sort, ALL).await;
            let expected = expected(&rows, |_| true, &sort);
            assert_eq!(page.rows, expected, "{direction:?} {field}");
            let below = list(store, &world.below(&world.msp), None, &sort, ALL).await;
            assert_eq!(below, page, "{direction:?} {field}");
        }
    }
    // Without a sort only the tie-break is left.
    let page = list(store, &world.whole(), None, &[], ALL).await;
    assert_eq!(page.rows, expected(&rows, |_| true, &[]));
}

pub(super) async fn missing_values_come_last_and_ties_by_id_both_ways(store: &dyn Store) {
    let world = World::stored(store).await;
    let row = |id: u128, external: Option<&str>| {
        let mut row = fulfillment(world.id(), world.msp.id, id);
        row.fulfillment.external_account_id = external.map(str::to_owned);
        Row::from(row)
    };
    let rows = [
        row(6, None),
        row(4, Some("a")),
        row(2, Some("b")),
        row(5, None),
        row(3, Some("a")),
        row(1, Some("")),
    ];
    given(store, rows).await;
    for (direction, expected) in [
        (Direction::Ascending, [1, 3, 4, 2, 5, 6]),
        (Direction::Descending, [2, 3, 4, 1, 5, 6]),
    ] {
        let sort = [(FulfillmentField::ExternalAccount, direction)];
        let page = list(store, &world.whole(), None, &sort, ALL).await;
        let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        let expected = expected.map(|id| FulfillmentId(Uuid::from_u128(id)));
        assert_eq!(ids, expected, "{direction:?}");
        for (offset, row) in (0..).zip(&page.rows) {
            let one = PageRequest { offset, limit: 1 };
            let one = list(store, &world.whole(), None, &sort, one).await;
            assert_eq!(
                one.rows,
                std::slice::from_ref(row),
                "{direction:?} {offset}"
            );
        }
    }
}

pub(super) async fn any_walk_gives_each_fulfillment_once_in_order(store: &dyn Store) {
    let case = std::cell::Cell::new(0_u64);
    property::holds(48, &model::cases(), async |Case { rows, query }| {
        // Each case has a tenant of its own.
        let number = case.replace(case.get() + 1);
        let world = World::new(&format!("tenant-{number}"), 0x1_0000 + number * 0x100);
        let rows: Vec<_> = (0..)
            .zip(rows)
            .map(|(n, row)| row.in_world(&world, n))
            .collect();
        given(store, world.rows()).await;
        given(store, rows.iter().map(Row::from)).await;

        let root = query.root.map(|index| world.organizations()[index]);
        let view = root.map_or_else(|| world.whole(), |root| world.below(root));
        let in_view = |row: &Fulfillment| {
            root.is_none_or(|root| world.is_at_or_above(root, row.seller))
                && query.status.is_none_or(|status| row.status == status)
        };
        let rows: Vec<_> = rows.into_iter().map(|detail| detail.fulfillment).collect();
        let expected = expected(&rows, in_view, &query.sort);
        let mut walked = Vec::new();
        loop {
            let page = PageRequest {
                offset: walked.len() as u64,
                limit: query.limit,
            };
            let page = list(store, &view, query.status, &query.sort, page).await;
            assert_eq!(page.total, expected.len() as u64);
            assert!(page.rows.len() <= query.limit as usize);
            if page.rows.is_empty() {
                break;
            }
            walked.extend(page.rows);
        }
        assert_eq!(walked, expected);
    });
}

pub(super) async fn any_page_of_the_default_sort_is_the_one_of_the_whole_list(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows = (0..101_u128).map(|n| {
        let mut row = fulfillment(world.id(), world.msp.id, n.wrapping_mul(0x9E37_79B9) << 64);
        row.fulfillment.updated_at = at(i64::try_from(n / 7).unwrap());
        row.fulfillment.status = FulfillmentStatus::ALL[usize::try_from(n % 2).unwrap()];
        row
    });
    let rows: Vec<_> = rows.collect();
    given(store, rows.iter().map(Row::from)).await;
    let rows: Vec<_> = rows.into_iter().map(|detail| detail.fulfillment).collect();
    for status in [None, Some(FulfillmentStatus::Pending)] {
        for view in [world.whole(), world.below(&world.distributor)] {
            let in_view = |row: &Fulfillment| status.is_none_or(|status| row.status == status);
            let all = expected(&rows, in_view, &NEWEST_FIRST);
            for offset in 0..=all.len() + 1 {
                for limit in [1, 2, 7, 50] {
                    let page = PageRequest {
                        offset: offset as u64,
                        limit,
                    };
                    let page = list(store, &view, status, &NEWEST_FIRST, page).await;
                    let expected = all.iter().skip(offset).take(limit as usize);
                    assert_eq!(
                        page.rows,
                        expected.cloned().collect::<Vec<_>>(),
                        "{offset}+{limit}"
                    );
                    assert_eq!(page.total, all.len() as u64);
                }
            }
        }
    }
}

pub(super) async fn a_page_far_behind_the_last_is_empty_and_has_the_total(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows = (1..=3).map(|n| Row::from(fulfillment(world.id(), world.msp.id, n)));
    given(store, rows).await;
    for (offset, limit, expected) in [
        (2, 25, 1),
        (3, 25, 0),
        (2_147_483_647 * 1_000, 1_000, 0),
        (u64::MAX, u32::MAX, 0),
        (0, 0, 0),
        (0, u32::MAX, 3),
    ] {
        for view in [world.whole(), world.below(&world.msp)] {
            let page = PageRequest { offset, limit };
            let page = list(store, &view, None, &NEWEST_FIRST, page).await;
            assert_eq!((page.rows.len(), page.total), (expected, 3), "{offset}");
        }
    }
}
