//! Counters.

use super::fixture::transact;
use crate::{Store, StoreError};

async fn next(store: &dyn Store, counter: &'static str) -> u64 {
    let number = transact(store, counter, |transaction, counter| {
        Box::pin(async move { transaction.next_number(counter).await })
    });
    number.await.unwrap()
}

async fn raise(store: &dyn Store, counter: &'static str, value: u64) {
    let raised = transact(store, (counter, value), |transaction, (counter, value)| {
        Box::pin(async move { transaction.raise_counter(counter, *value).await })
    });
    raised.await.unwrap();
}

pub(super) async fn each_counter_counts_from_one(store: &dyn Store) {
    for (counter, expected) in [
        ("policy", 1),
        ("user", 1),
        ("policy", 2),
        ("policy", 3),
        ("user", 2),
    ] {
        assert_eq!(next(store, counter).await, expected, "{counter}");
    }
    let within_one = transact(store, (), |transaction, ()| {
        Box::pin(async move {
            let first = transaction.next_number("policy").await?;
            Ok((first, transaction.next_number("policy").await?))
        })
    });
    assert_eq!(within_one.await.unwrap(), (4, 5));
}

pub(super) async fn several_numbers_follow_each_other(store: &dyn Store) {
    let drawn = transact(store, (), |transaction, ()| {
        Box::pin(async move {
            let first = transaction.next_numbers("rule", 1_000).await?;
            let second = transaction.next_numbers("rule", 3).await?;
            transaction.next_numbers("rule", 0).await?;
            let third = transaction.next_number("rule").await?;
            Ok((
                first,
                second,
                third,
                transaction.next_numbers("rule", 2).await?,
            ))
        })
    });
    assert_eq!(drawn.await.unwrap(), (1, 1_001, 1_004, 1_005));
    let many = (0..20).map(|_| {
        transact(store, (), |transaction, ()| {
            Box::pin(async move { transaction.next_numbers("rule", 10).await })
        })
    });
    let many = futures_util::future::join_all(many).await;
    let mut firsts: Vec<u64> = many.into_iter().map(Result::unwrap).collect();
    firsts.sort_unstable();
    assert!(firsts.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
    assert!(firsts[0] >= 1_007);
}

pub(super) async fn a_counter_is_raised_and_never_lowered(store: &dyn Store) {
    raise(store, "account", 49_590).await;
    assert_eq!(next(store, "account").await, 49_591);
    raise(store, "account", 12).await;
    assert_eq!(next(store, "account").await, 49_592);
    raise(store, "account", 49_592).await;
    assert_eq!(next(store, "account").await, 49_593);
    raise(store, "large", (1 << 53) - 2).await;
    assert_eq!(next(store, "large").await, (1 << 53) - 1);
}

pub(super) async fn numbers_never_repeat_whoever_draws_them(store: &dyn Store) {
    let mut drawn = Vec::new();
    for round in 0..4 {
        raise(store, "policy", round * 40).await;
        let many = (0..40).map(|_| next(store, "policy"));
        drawn.extend(futures_util::future::join_all(many).await);
    }
    let given = drawn.len();
    drawn.sort_unstable();
    drawn.dedup();
    assert_eq!(drawn.len(), given);
}

pub(super) async fn a_number_that_was_not_committed_is_not_missed(store: &dyn Store) {
    let undone = transact(store, (), |transaction, ()| {
        Box::pin(async move {
            transaction.next_number("policy").await?;
            transaction.raise_counter("user", 500).await?;
            Err::<(), _>(StoreError::GivenUp)
        })
    });
    assert!(undone.await.is_err());
    // Whether the number is given again is the engine's business; a raise that was undone is undone.
    assert!(next(store, "policy").await <= 2);
    assert_eq!(next(store, "user").await, 1);
}
