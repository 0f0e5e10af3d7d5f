//! Many commands at a time.

use futures_util::future::join_all;
use landfall_core::model::{NewEvent, OrganizationKind};

use super::fixture::{World, answer, answer_key, event, given, organization, put, transact};
use crate::{Store, StoreError};

/// How a command of this check ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Well,
    GivesUp,
    MeetsAConflict,
}

fn end(number: u64) -> End {
    match number % 5 {
        1 => End::GivesUp,
        3 => End::MeetsAConflict,
        _ => End::Well,
    }
}

pub(super) async fn every_answered_write_is_there_and_no_other(store: &dyn Store) {
    let world = World::stored(store).await;
    let commands = (0..200).map(|number: u64| {
        let event = event(world.id(), number.into());
        let input = (number, event, world.tenant.clone());
        transact(store, input, |transaction, (number, event, tenant)| {
            Box::pin(async move {
                let drawn = transaction.next_number("call").await?;
                let event = NewEvent {
                    detail: drawn.to_string(),
                    ..event.clone()
                };
                transaction.append_event(&event).await?;
                let answer = answer(&format!("call-{number}"), 0, 100);
                transaction.put_idempotency(&answer).await?;
                match end(*number) {
                    End::Well => Ok((*number, drawn)),
                    End::GivesUp => Err(StoreError::GivenUp),
                    End::MeetsAConflict => {
                        transaction.insert_tenant(tenant).await?;
                        Ok((*number, 0))
                    }
                }
            })
        })
    });
    let outcomes = join_all(commands).await;
    let events = store.events(0, 1_000).await.unwrap();
    let mut drawn = Vec::new();
    for (number, outcome) in (0..).zip(outcomes) {
        let found = events
            .iter()
            .find(|event| event.resource_id == number.to_string());
        let key = answer_key(&format!("call-{number}"));
        let answer = store.idempotency(&key).await.unwrap();
        match (end(number), outcome) {
            (End::Well, Ok((of, value))) => {
                assert_eq!(of, number, "a result belongs to its own command");
                assert_eq!(found.unwrap().detail, value.to_string());
                assert!(answer.is_some());
                drawn.push(value);
            }
            (End::GivesUp, Err(StoreError::GivenUp))
            | (End::MeetsAConflict, Err(StoreError::Conflict { .. })) => {
                assert_eq!((found, answer), (None, None), "{number}");
            }
            other => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(events.len(), drawn.len());
    let given = drawn.len();
    drawn.sort_unstable();
    drawn.dedup();
    assert_eq!(drawn.len(), given, "no number was drawn twice");
}

pub(super) async fn of_equal_customers_at_a_time_one_is_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let kind = OrganizationKind::Customer;
    let customer = organization(world.id(), Some(world.msp.id), kind, 0x3000);
    let commands = (0..50).map(|number| {
        let event = event(world.id(), number);
        put(store, [(&customer).into(), event.into()])
    });
    let outcomes = join_all(commands).await;
    let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(kept, 1, "{outcomes:?}");
    for outcome in outcomes.iter().filter(|outcome| outcome.is_err()) {
        assert!(
            matches!(outcome, Err(StoreError::Conflict { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(store.events(0, 100).await.unwrap().len(), 1);
    let found = store.organization(&world.whole(), customer.id).await;
    assert_eq!(found.unwrap(), Some(customer));
}

pub(super) async fn a_write_is_seen_by_the_next_read(store: &dyn Store) {
    let world = World::stored(store).await;
    let follow = |number: u64| {
        let world = &world;
        async move {
            let kind = OrganizationKind::Customer;
            let customer = organization(world.id(), Some(world.msp.id), kind, number);
            given(store, [(&customer).into()]).await;
            let whole = world.whole();
            let found = store.organization(&whole, customer.id).await.unwrap();
            assert_eq!(found.as_ref(), Some(&customer));
            let listed = store.organizations(world.id(), Some(kind), 0, 1_000).await;
            assert!(listed.unwrap().contains(&customer));
        }
    };
    join_all((0x3000..0x3040).map(follow)).await;
}
