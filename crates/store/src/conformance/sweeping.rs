//! Removing what has ended.

use landfall_core::{
    id::Timestamp,
    model::{Session, Token, TokenFamily, TokenSlot},
};

use super::fixture::{
    Row, World, answer, answer_key, at, client, client_token, given, session, transact, user,
    user_token,
};
use crate::Store;

pub(super) async fn ended_tokens_and_sessions_are_swept_and_the_others_stay(store: &dyn Store) {
    let world = World::stored(store).await;
    let (client, user) = (client(world.id(), world.msp.id, 1), user(world.id(), 1));
    let token = |number, expires_at: i64, revoked_at: Option<i64>| Token {
        expires_at: Some(at(expires_at)),
        revoked_at: revoked_at.map(at),
        ..client_token(&client, TokenFamily::Vipmp, number)
    };
    let endless = |number, slot, revoked_at: Option<i64>| Token {
        revoked_at: revoked_at.map(at),
        ..user_token(&user, world.school.id, slot, number)
    };
    let session = |number, expires_at: i64, revoked_at: Option<i64>| Session {
        expires_at: at(expires_at),
        revoked_at: revoked_at.map(at),
        ..session(&user, number)
    };
    let tokens = [
        (token(1, 99, None), false),
        (token(2, 100, None), true),
        (token(3, 500, Some(99)), false),
        (token(4, 500, Some(100)), true),
        (token(5, 99, Some(98)), false),
        (endless(6, TokenSlot::Primary, None), true),
        (endless(7, TokenSlot::Backup, Some(99)), false),
    ];
    let sessions = [
        (session(1, 99, None), false),
        (session(2, 100, None), true),
        (session(3, 500, Some(99)), false),
        (session(4, 500, Some(100)), true),
    ];
    let rows = [Row::from(&client), Row::from(&user)].into_iter();
    let rows = rows.chain(tokens.iter().map(|(token, _)| token.into()));
    let rows = rows.chain(sessions.iter().map(|(session, _)| session.into()));
    given(store, rows).await;
    let sweep = || async {
        let swept = transact(store, at(100), |transaction, before| {
            Box::pin(async move { transaction.sweep_access(*before).await })
        });
        swept.await.unwrap()
    };
    assert_eq!(sweep().await, 6);
    for (token, stays) in &tokens {
        let found = store.credential(token.family, &token.hash).await.unwrap();
        assert_eq!(found.is_some(), *stays, "{token:?}");
    }
    for (session, stays) in &sessions {
        let found = store.session(&session.hash).await.unwrap();
        assert_eq!(found.is_some(), *stays, "{session:?}");
    }
    assert_eq!(sweep().await, 0);
}

pub(super) async fn answers_are_swept_when_their_time_is_over(store: &dyn Store) {
    let rows = [("a", 99), ("b", 100), ("c", 101)];
    given(store, rows.map(|(key, ends)| answer(key, 0, ends).into())).await;
    let sweep = |before: Timestamp| {
        transact(store, before, |transaction, before| {
            Box::pin(async move { transaction.sweep_idempotency(*before).await })
        })
    };
    assert_eq!(sweep(at(100)).await.unwrap(), 1);
    for (key, stays) in [("a", false), ("b", true), ("c", true)] {
        let found = store.idempotency(&answer_key(key)).await.unwrap();
        assert_eq!(found.is_some(), stays, "{key}");
    }
    assert_eq!(sweep(at(1_000)).await.unwrap(), 2);
}
