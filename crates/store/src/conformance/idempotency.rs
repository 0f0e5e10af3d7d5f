//! Answers to calls, kept so that a repeated call gets them again.

use landfall_core::model::{
    CallIds, Dialect, IdempotencyKey, IdempotencyRecord, KnownIds, OrganizationKind,
};

use super::fixture::{
    World, answer, answer_key, at, event, given, hash, organization, put, transact,
};
use crate::{Claimed, Store, StoreError};

pub(super) async fn an_answer_comes_back_as_it_was_given(store: &dyn Store) {
    let full = answer("a", 10, 20);
    let empty = IdempotencyRecord {
        status: 599,
        body: Vec::new(),
        correlation_id: None,
        request_id: None,
        ..answer("b", 10, 20)
    };
    for record in [full, empty] {
        given(store, [(&record).into()]).await;
        let found = store.idempotency(&record.key).await.unwrap();
        assert_eq!(found.as_ref(), Some(&record));
        let found = transact(store, record.key.clone(), |transaction, key| {
            Box::pin(async move { transaction.find_idempotency(key).await })
        });
        assert_eq!(found.await.unwrap(), Some(record));
    }
}

pub(super) async fn every_part_of_a_key_tells_calls_apart(store: &dyn Store) {
    let record = answer("a", 10, 20);
    given(store, [(&record).into()]).await;
    let key = record.key.clone();
    let others = [
        IdempotencyKey {
            dialect: Dialect::Vipmp,
            ..key.clone()
        },
        IdempotencyKey {
            scope: "8".to_owned(),
            ..key.clone()
        },
        IdempotencyKey {
            key: "A".to_owned(),
            ..key.clone()
        },
        IdempotencyKey {
            scope: "7a".to_owned(),
            key: String::new(),
            ..key
        },
    ];
    for other in others {
        assert_eq!(store.idempotency(&other).await.unwrap(), None, "{other:?}");
        let beside = IdempotencyRecord {
            key: other,
            ..record.clone()
        };
        given(store, [(&beside).into()]).await;
    }
}

pub(super) async fn an_answer_is_replaced_only_when_its_time_is_over(store: &dyn Store) {
    given(store, [answer("a", 0, 100).into()]).await;
    let later = |given| IdempotencyRecord {
        request_hash: hash(8),
        ..answer("a", given, 200)
    };
    let early = put(store, [later(99).into()]).await;
    assert!(
        matches!(early, Err(StoreError::Conflict { .. })),
        "{early:?}"
    );
    let kept = store.idempotency(&answer_key("a")).await.unwrap();
    assert_eq!(kept, Some(answer("a", 0, 100)));
    // The key is free from the moment that the answer expires.
    given(store, [later(100).into()]).await;
    let replaced = store.idempotency(&answer_key("a")).await.unwrap();
    assert_eq!(replaced, Some(later(100)));
}

pub(super) async fn of_equal_calls_at_a_time_one_is_kept(store: &dyn Store) {
    let calls = (0..20).map(|number| {
        let record = IdempotencyRecord {
            body: vec![number],
            ..answer("a", 0, 100)
        };
        put(store, [record.into()])
    });
    let outcomes = futures_util::future::join_all(calls).await;
    let kept = outcomes
        .iter()
        .zip(0..)
        .filter(|(outcome, _)| outcome.is_ok());
    let kept: Vec<u8> = kept.map(|(_, number)| number).collect();
    assert_eq!(kept.len(), 1, "{outcomes:?}");
    let found = store.idempotency(&answer_key("a")).await.unwrap();
    assert_eq!(found.unwrap().body, kept);
}

pub(super) async fn an_expired_answer_is_still_found(store: &dyn Store) {
    let record = answer("a", 0, 1);
    given(
        store,
        [(&record).into(), answer("b", 50, at(9).seconds()).into()],
    )
    .await;
    let found = store.idempotency(&record.key).await.unwrap();
    assert_eq!(found, Some(record));
}

pub(super) async fn of_equal_creations_at_a_time_the_others_find_the_first_one_s_answer(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let kind = OrganizationKind::Customer;
    let creations = (0..8).map(|number: u64| {
        // Each would make a customer of its own: only the key says that they are the same call.
        let customer = organization(world.id(), Some(world.msp.id), kind, 0x3000 + number);
        let event = event(world.id(), number.into());
        transact(
            store,
            (customer, event),
            |transaction, (customer, event)| {
                Box::pin(async move {
                    if let Some(earlier) = transaction.find_idempotency(&answer_key("a")).await? {
                        return Ok((false, earlier.body));
                    }
                    transaction.insert_organization(customer).await?;
                    transaction.append_event(event).await?;
                    let record = IdempotencyRecord {
                        body: customer.id.0.as_bytes().to_vec(),
                        ..answer("a", 0, 100)
                    };
                    transaction.put_idempotency(&record).await?;
                    Ok((true, record.body))
                })
            },
        )
    });
    let outcomes = futures_util::future::join_all(creations).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    let made: Vec<_> = outcomes.iter().filter(|(made, _)| *made).collect();
    assert_eq!(made.len(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|(_, body)| *body == made[0].1));
    let customers = store.organizations(world.id(), Some(kind), 0, 100).await;
    let ours = customers.unwrap().into_iter();
    let ours: Vec<_> = ours
        .map(|customer| customer.id.0.as_bytes().to_vec())
        .filter(|id| outcomes.iter().any(|(_, body)| body == id))
        .collect();
    assert_eq!(ours, [made[0].1.clone()]);
    assert_eq!(store.events(0, 100).await.unwrap().len(), 1);
}

pub(super) async fn of_equal_claims_at_a_time_one_carries_the_call_out(store: &dyn Store) {
    let world = World::stored(store).await;
    let tenant = world.id();
    let calls = (0..8_u8).map(|number| async move {
        loop {
            let event = event(tenant, number.into());
            let claimed = transact(store, (number, event), |transaction, (number, event)| {
                Box::pin(async move {
                    match transaction.claim_idempotency(&answer_key("a")).await? {
                        Claimed::Theirs => return Ok(None),
                        Claimed::Ours(Some(earlier)) => return Ok(Some((false, earlier.body))),
                        Claimed::Ours(None) => {}
                    }
                    transaction.append_event(event).await?;
                    let record = IdempotencyRecord {
                        body: vec![*number],
                        ..answer("a", 0, 100)
                    };
                    transaction.put_idempotency(&record).await?;
                    Ok(Some((true, record.body)))
                })
            });
            if let Some(outcome) = claimed.await.unwrap() {
                return outcome;
            }
        }
    });
    let outcomes = futures_util::future::join_all(calls).await;
    let carried_out: Vec<_> = outcomes.iter().filter(|(first, _)| *first).collect();
    assert_eq!(carried_out.len(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|(_, body)| *body == carried_out[0].1));
    assert_eq!(store.events(0, 100).await.unwrap().len(), 1);
}

fn call_ids(correlation: &str, request: &str) -> CallIds {
    let IdempotencyKey { dialect, scope, .. } = answer_key("");
    CallIds {
        dialect,
        scope,
        correlation_id: correlation.to_owned(),
        request_id: request.to_owned(),
    }
}

pub(super) async fn ids_of_earlier_calls_are_known_until_these_expire(store: &dyn Store) {
    given(
        store,
        [answer("a", 0, 100).into(), answer("b", 0, 50).into()],
    )
    .await;
    let (of_a, of_b) = ("correlation of a", "request of b");
    let known = |ids: CallIds, now| {
        let found = transact(store, (ids, at(now)), |transaction, (ids, now)| {
            Box::pin(async move { transaction.find_call_ids(ids, *now).await })
        });
        async move {
            let KnownIds {
                correlation,
                request,
            } = found.await.unwrap();
            (correlation, request)
        }
    };
    assert_eq!(known(call_ids(of_a, of_b), 49).await, (true, true));
    assert_eq!(known(call_ids(of_a, of_b), 50).await, (true, false));
    assert_eq!(known(call_ids(of_a, of_b), 100).await, (false, false));
    // Neither is the other, and both are their caller's alone.
    assert_eq!(known(call_ids(of_b, of_a), 0).await, (false, false));
    let others = [
        CallIds {
            dialect: Dialect::Vipmp,
            ..call_ids(of_a, of_b)
        },
        CallIds {
            scope: "8".to_owned(),
            ..call_ids(of_a, of_b)
        },
    ];
    for other in others {
        assert_eq!(known(other, 0).await, (false, false));
    }
}

pub(super) async fn of_calls_with_one_request_id_at_a_time_the_others_know_of_the_first(
    store: &dyn Store,
) {
    let calls = (0..8).map(|number| {
        let key = format!("call-{number}");
        transact(store, key, |transaction, key| {
            Box::pin(async move {
                let claimed = transaction.claim_idempotency(&answer_key(key)).await?;
                assert_eq!(claimed, Claimed::Ours(None));
                let ids = call_ids(&format!("correlation of {key}"), "once");
                let known = transaction.find_call_ids(&ids, at(0)).await?;
                if !known.request {
                    let record = IdempotencyRecord {
                        request_id: Some(ids.request_id),
                        ..answer(key, 0, 100)
                    };
                    transaction.put_idempotency(&record).await?;
                }
                Ok(known)
            })
        })
    });
    let outcomes = futures_util::future::join_all(calls).await;
    let outcomes: Vec<KnownIds> = outcomes.into_iter().map(Result::unwrap).collect();
    let first = outcomes.iter().filter(|known| !known.request);
    assert_eq!(first.count(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|known| !known.correlation));
}
