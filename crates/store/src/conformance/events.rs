//! Events and their order.

use landfall_core::{
    id::{ClientKey, UserId},
    model::{Actor, Event, NewEvent, ResourceKind},
};

use super::fixture::{World, event, given, organization_id, put, tenant_id, transact};
use crate::{EventSpan, Store, StoreError, SweptEvents};

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

/// Sweeps what happened before that moment.
async fn sweep(store: &dyn Store, before: i64, limit: u32) -> SweptEvents {
    let swept = transact(store, (before, limit), |transaction, &(before, limit)| {
        Box::pin(async move { transaction.sweep_events(before, limit).await })
    });
    swept.await.unwrap()
}

/// Events that happened at these moments.
async fn given_at(store: &dyn Store, world: &World, moments: &[i64]) -> Vec<u64> {
    let events = (0..).zip(moments).map(|(number, &at_micros)| NewEvent {
        at_micros,
        ..event(world.id(), number)
    });
    given(store, events.map(Into::into)).await;
    positions(store).await
}

async fn positions(store: &dyn Store) -> Vec<u64> {
    let events = store.events(0, 1_000).await.unwrap();
    events.iter().map(|event| event.position).collect()
}

pub(super) async fn the_oldest_events_are_swept_and_it_is_known_how_far(store: &dyn Store) {
    let world = World::stored(store).await;
    let none = EventSpan {
        swept: 0,
        settled: 0,
        newest: 0,
    };
    assert_eq!(store.event_span().await.unwrap(), none);
    assert_eq!(sweep(store, 100, 10).await.removed, 0);
    let at = given_at(store, &world, &[1, 2, 3, 4, 5]).await;
    let span = |swept| EventSpan {
        swept,
        settled: at[4],
        newest: at[4],
    };
    assert_eq!(store.event_span().await.unwrap(), span(0));
    // Two at a time, and what happened at the moment itself stays.
    for (removed, through) in [(2, at[1]), (1, at[2])] {
        assert_eq!(sweep(store, 4, 2).await, SweptEvents { removed, through });
    }
    assert_eq!(sweep(store, 4, 2).await.removed, 0);
    assert_eq!(store.event_span().await.unwrap(), span(at[2]));
    assert_eq!(positions(store).await, at[3..]);
    assert_eq!(store.event_behind(0).await.unwrap(), Some(at[3]));
    assert_eq!(store.event_behind(at[3]).await.unwrap(), Some(at[4]));
    assert_eq!(store.event_behind(at[4]).await.unwrap(), None);
    // Also when nothing is left.
    assert_eq!(sweep(store, 100, 10).await.removed, 2);
    assert_eq!(store.event_span().await.unwrap(), span(at[4]));
    let next = given_at(store, &world, &[6]).await;
    assert!(next[0] > at[4], "a position is not used again");
}

pub(super) async fn an_event_behind_a_younger_one_is_not_swept_before_it(store: &dyn Store) {
    let world = World::stored(store).await;
    let at = given_at(store, &world, &[1, 9, 2]).await;
    let swept = sweep(store, 5, 10).await;
    assert_eq!((swept.removed, swept.through), (1, at[0]));
    assert_eq!(positions(store).await, at[1..]);
}

pub(super) async fn an_event_lies_in_the_view_of_those_above(store: &dyn Store) {
    let world = World::stored(store).await;
    let all = world.organizations();
    let nobody = organization_id(404);
    let asked: Vec<_> = all.iter().map(|one| one.id).chain([nobody]).collect();
    let lineages = store.lineages(&asked).await.unwrap();
    assert_eq!(lineages.len(), all.len());
    for organization in all {
        let mut above = lineages[&organization.id].clone();
        above.sort_unstable();
        let mut expected: Vec<_> = (all.iter())
            .filter(|one| world.is_at_or_above(one, organization.id))
            .map(|one| one.id)
            .collect();
        expected.sort_unstable();
        assert_eq!(above, expected, "{}", organization.name);
    }
    assert!(lineages[&world.school.id].len() > 2);
    assert!(store.lineages(&[]).await.unwrap().is_empty());
}

pub(super) async fn a_commit_is_heard_of(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut commits = store.commits();
    assert!(!commits.has_changed().unwrap());
    given(store, [event(world.id(), 1).into()]).await;
    commits.changed().await.unwrap();
    assert_eq!(positions(store).await.len(), 1);
}
