//! One command is all or nothing.

use futures_util::future::join_all;

use super::fixture::{
    Row, World, answer, answer_key, client, deployment, event, given, organization, put, transact,
};
use crate::{Store, StoreError, write};
use landfall_core::model::{OrganizationKind, PageRequest, Status};

/// What one command writes: a customer with a deployment, the event and the answer.
fn rows(world: &World, number: u64) -> Vec<Row> {
    let kind = OrganizationKind::Customer;
    let customer = organization(world.id(), Some(world.msp.id), kind, number);
    vec![
        Row::from(&customer),
        deployment(customer.id, &format!("d-{number}"), 1).into(),
        event(world.id(), number.into()).into(),
        answer(&format!("call-{number}"), 0, 100).into(),
    ]
}

/// How many of those four are there.
async fn found(store: &dyn Store, world: &World, number: u64) -> usize {
    let kind = OrganizationKind::Customer;
    let customer = organization(world.id(), Some(world.msp.id), kind, number);
    let whole = world.whole();
    let page = PageRequest {
        offset: 0,
        limit: 10,
    };
    let id = customer.vipmp_id.unwrap();
    let deployments = store
        .deployments(&whole, &id, &[Status::Active], page)
        .await;
    let events = store.events(0, 10_000).await.unwrap();
    let key = answer_key(&format!("call-{number}"));
    [
        store
            .organization(&whole, customer.id)
            .await
            .unwrap()
            .is_some(),
        deployments.unwrap().is_some_and(|page| page.total == 1),
        events
            .iter()
            .any(|event| event.resource_id == number.to_string()),
        store.idempotency(&key).await.unwrap().is_some(),
    ]
    .into_iter()
    .filter(|is_there| *is_there)
    .count()
}

pub(super) async fn a_command_keeps_everything_or_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    given(store, rows(&world, 0x3000)).await;
    assert_eq!(found(store, &world, 0x3000).await, 4);
    let whole = rows(&world, 0x3001);
    // The command meets a conflict after each of its writes in turn.
    for place in 0..=whole.len() {
        let mut broken = whole.clone();
        broken.insert(place, (&world.tenant).into());
        let outcome = put(store, broken).await;
        assert!(
            matches!(outcome, Err(StoreError::Conflict { .. })),
            "{outcome:?}"
        );
        assert_eq!(found(store, &world, 0x3001).await, 0, "{place}");
    }
    given(store, whole).await;
    assert_eq!(found(store, &world, 0x3001).await, 4);
}

pub(super) async fn a_command_that_gives_up_leaves_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    let undone = transact(store, rows(&world, 0x3000), |transaction, rows| {
        Box::pin(async move {
            for row in rows {
                row.insert(transaction).await?;
            }
            transaction.next_number("call").await?;
            Err::<(), _>(StoreError::Foreign("enough".to_owned()))
        })
    });
    // Its own error comes back as it was.
    match undone.await {
        Err(StoreError::Foreign(text)) => assert_eq!(text, "enough"),
        other => panic!("{other:?}"),
    }
    assert_eq!(found(store, &world, 0x3000).await, 0);
    given(store, rows(&world, 0x3000)).await;
}

pub(super) async fn a_command_cannot_go_on_after_an_error(store: &dyn Store) {
    let world = World::stored(store).await;
    let input = (rows(&world, 0x3000), world.tenant.clone());
    let hidden = transact(store, input, |transaction, (rows, tenant)| {
        Box::pin(async move {
            for (place, row) in rows.iter().enumerate() {
                if place == 2 {
                    let conflict = transaction.insert_tenant(tenant).await;
                    assert!(conflict.is_err(), "{conflict:?}");
                }
                let _ = row.insert(transaction).await;
            }
            Ok(())
        })
    });
    let hidden = hidden.await;
    assert!(
        matches!(hidden, Err(StoreError::Conflict { .. })),
        "{hidden:?}"
    );
    assert_eq!(found(store, &world, 0x3000).await, 0);
}

/// An error of a use case, which the store knows nothing of.
#[derive(Debug, PartialEq)]
enum Refusal {
    Because(u64),
    Store(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

pub(super) async fn a_use_case_gets_its_own_results_and_errors(store: &dyn Store) {
    let world = World::stored(store).await;
    let run = |number: u64| {
        let client = client(world.id(), world.msp.id, number);
        write::<u64, Refusal, _>(store, move |transaction| {
            let client = client.clone();
            Box::pin(async move {
                transaction.insert_client(&client).await?;
                match number % 3 {
                    0 => Err(Refusal::Because(number)),
                    _ => Ok(number * 10),
                }
            })
        })
    };
    let outcomes = join_all((1..=30).map(run)).await;
    for (number, outcome) in (1_u64..=30).zip(outcomes) {
        let kept = !number.is_multiple_of(3);
        let expected = if kept {
            Ok(number * 10)
        } else {
            Err(Refusal::Because(number))
        };
        assert_eq!(outcome, expected);
        let id = client(world.id(), world.msp.id, number).client_id;
        let found = store.client(&id).await.unwrap();
        assert_eq!(found.is_some(), kept, "{id}");
    }
    let conflict = run(1).await;
    assert!(matches!(conflict, Err(Refusal::Store(_))), "{conflict:?}");
}
