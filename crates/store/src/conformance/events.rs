//! Events and their order.

use landfall_core::{
    id::{ClientKey, UserId},
    model::{Actor, Event, NewEvent, ResourceKind},
};

use super::fixture::{World, event, given, put, tenant_id};
use crate::{Store, StoreError};

fn is_of(event: &Event, new: &NewEvent) -> bool {
    let Event {
        position: _,
        id,
        tenant,
        organization,
        actor,
        kind,
        resource,
        resource_id,
        detail,
        correlation_id,
        request_id,
        at_micros,
    } = event;
    (id, tenant, organization, actor, kind.as_str())
        == (
            &new.id,
            &new.tenant,
            &new.organization,
            &new.actor,
            new.kind,
        )
        && (resource, resource_id, detail) == (&new.resource, &new.resource_id, &new.detail)
        && (correlation_id, request_id) == (&new.correlation_id, &new.request_id)
        && *at_micros == new.at_micros
}

pub(super) async fn an_event_comes_back_as_it_was_added(store: &dyn Store) {
    let tenant = tenant_id("acmepaymentscorp");
    let actors = [
        Actor::System,
        Actor::Operator,
        Actor::Client(ClientKey(3)),
        Actor::User(UserId(4)),
    ];
    let resources = ResourceKind::ALL.iter().enumerate();
    let mut added: Vec<NewEvent> = resources
        .map(|(number, &resource)| NewEvent {
            actor: actors[number % actors.len()],
            resource,
            ..event(&tenant, number as u128)
        })
        .collect();
    added.push(NewEvent {
        tenant: None,
        organization: None,
        correlation_id: None,
        request_id: None,
        at_micros: -1,
        ..event(&tenant, 99)
    });
    given(store, added.iter().map(Into::into)).await;
    let found = store.events(0, 1_000).await.unwrap();
    assert_eq!(found.len(), added.len());
    for (found, added) in found.iter().zip(&added) {
        assert!(is_of(found, added), "{found:?} {added:?}");
    }
}

pub(super) async fn events_stand_in_the_order_of_their_commits(store: &dyn Store) {
    let world = World::stored(store).await;
    for number in 0..10 {
        let pair = [2 * number, 2 * number + 1];
        given(store, pair.map(|number| event(world.id(), number).into())).await;
    }
    let all = store.events(0, 1_000).await.unwrap();
    let order: Vec<_> = all.iter().map(|event| event.resource_id.as_str()).collect();
    let expected: Vec<_> = (0..20).map(|number| number.to_string()).collect();
    assert_eq!(order, expected);
    let positions: Vec<_> = all.iter().map(|event| event.position).collect();
    assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
    assert!(positions[0] > 0, "everything lies behind position 0");
}

pub(super) async fn a_reader_that_follows_positions_misses_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    let (mut behind, mut read) = (0, Vec::new());
    for round in 0..7_u128 {
        let added = (0..5).map(|n| event(world.id(), round * 5 + n).into());
        given(store, added).await;
        let events = store.events(behind, 3).await.unwrap();
        assert_eq!(events.len(), 3);
        behind = events[2].position;
        read.extend(events);
    }
    loop {
        let events = store.events(behind, 4).await.unwrap();
        let Some(last) = events.last() else { break };
        behind = last.position;
        read.extend(events);
    }
    assert_eq!(read, store.events(0, 1_000).await.unwrap());
    assert_eq!(read.len(), 35);
    assert_eq!(store.events(0, 0).await.unwrap(), []);
    assert_eq!(store.events(u64::MAX, 10).await.unwrap(), []);
}

pub(super) async fn what_was_undone_is_no_event(store: &dyn Store) {
    let world = World::stored(store).await;
    given(store, [event(world.id(), 1).into()]).await;
    let twice = [event(world.id(), 2).into(), (&world.tenant).into()];
    let undone = put(store, twice).await;
    assert!(
        matches!(undone, Err(StoreError::Conflict { .. })),
        "{undone:?}"
    );
    given(store, [event(world.id(), 3).into()]).await;
    let events = store.events(0, 10).await.unwrap();
    let ids: Vec<_> = events
        .iter()
        .map(|event| event.resource_id.as_str())
        .collect();
    assert_eq!(ids, ["1", "3"]);
}
