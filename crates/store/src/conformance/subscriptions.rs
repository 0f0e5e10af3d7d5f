//! Service lines: what is kept of them, and how they end.

use landfall_core::{
    id::SubscriptionId,
    model::{Service, Subscription},
};
use uuid::Uuid;

use super::fixture::{
    Row, World, at, fulfillment, given, organization_id, put, subscription, transact,
};
use crate::{Store, StoreError};

pub(super) async fn a_line_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let order = fulfillment(world.id(), world.msp.id, 7);
    let account = world.harbour.id;
    let lines = [
        Subscription {
            service: Service::Paid,
            quantity: 1,
            fulfillment: Some(order.fulfillment.id),
            ..subscription(account, 3, 1)
        },
        subscription(account, 1, 2),
        Subscription {
            ended_at: Some(at(99)),
            ..subscription(account, 2, 2)
        },
    ];
    given(store, [Row::from(&order)]).await;
    given(store, lines.iter().rev().map(Row::from)).await;
    given(store, [Row::from(subscription(world.school.id, 9, 0))]).await;
    let found = store.subscriptions(&world.whole(), account).await.unwrap();
    assert_eq!(found, Some(lines.to_vec()));
    let found = store.subscriptions(&world.whole(), world.library.id).await;
    assert_eq!(found.unwrap(), Some(Vec::new()));
}

pub(super) async fn lines_are_seen_with_their_customer_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let line = subscription(world.harbour.id, 1, 1);
    given(store, [Row::from(&line)]).await;
    for view in world.views_of(world.harbour.id) {
        let found = store.subscriptions(&view, world.harbour.id).await.unwrap();
        assert_eq!(found, Some(vec![line.clone()]), "{view:?}");
    }
    for view in world.views_without(world.harbour.id, &stranger) {
        let found = store.subscriptions(&view, world.harbour.id).await.unwrap();
        assert_eq!(found, None, "{view:?}");
    }
    for other in [world.msp.id, organization_id(u64::MAX)] {
        let found = store.subscriptions(&world.whole(), other).await.unwrap();
        assert_eq!(found, None);
    }
}

pub(super) async fn a_line_is_ended_once(store: &dyn Store) {
    let world = World::stored(store).await;
    let line = subscription(world.harbour.id, 1, 1);
    let beside = subscription(world.harbour.id, 2, 2);
    given(store, [Row::from(&line), Row::from(&beside)]).await;
    let ended = transact(store, line.id, |transaction, id| {
        Box::pin(async move {
            let first = transaction.end_subscription(*id, at(50)).await?;
            let again = transaction.end_subscription(*id, at(60)).await?;
            let nothing = SubscriptionId(Uuid::from_u128(99));
            let unknown = transaction.end_subscription(nothing, at(60)).await?;
            Ok([first, again, unknown])
        })
    });
    assert_eq!(ended.await.unwrap(), [true, false, false]);
    let ended = Subscription {
        ended_at: Some(at(50)),
        ..line
    };
    let found = store.subscriptions(&world.whole(), world.harbour.id).await;
    assert_eq!(found.unwrap(), Some(vec![ended, beside]));
}

pub(super) async fn a_line_refers_to_a_customer_and_an_order_of_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let theirs = fulfillment(stranger.id(), stranger.msp.id, 7);
    given(store, [Row::from(&theirs)]).await;
    let of = |account| subscription(account, 1, 1);
    for (what, line) in [
        ("nobody", of(organization_id(u64::MAX))),
        ("an MSP", of(world.msp.id)),
        (
            "no order",
            Subscription {
                fulfillment: Some(fulfillment(world.id(), world.msp.id, 8).fulfillment.id),
                ..of(world.harbour.id)
            },
        ),
        (
            "another tenant's order",
            Subscription {
                fulfillment: Some(theirs.fulfillment.id),
                ..of(world.harbour.id)
            },
        ),
    ] {
        let added = put(store, [Row::from(line)]).await;
        assert!(
            matches!(added, Err(StoreError::Dangling(_))),
            "{what}: {added:?}"
        );
    }
}
