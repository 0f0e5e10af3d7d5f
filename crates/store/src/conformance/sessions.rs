//! Sessions of signed-in users.

use landfall_core::model::Session;

use super::fixture::{Row, World, at, given, hash, session, transact, user};
use crate::Store;

pub(super) async fn a_session_comes_back_with_its_user(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    let lives = session(&one, 1);
    let ended = Session {
        expires_at: at(-5),
        revoked_at: Some(at(-6)),
        ..session(&two, 2)
    };
    let rows = [
        Row::from(&one),
        Row::from(&two),
        Row::from(&lives),
        Row::from(&ended),
    ];
    given(store, rows).await;
    for (session, user) in [(lives, one), (ended, two)] {
        let found = store.session(&session.hash).await.unwrap();
        assert_eq!(found, Some((session, user)));
    }
    assert_eq!(store.session(&hash(3)).await.unwrap(), None);
}

pub(super) async fn a_session_is_ended_once(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 1);
    let rows = [
        Row::from(&user),
        session(&user, 1).into(),
        session(&user, 2).into(),
    ];
    given(store, rows).await;
    for (number, second, ended) in [(1, 10, true), (1, 20, false), (3, 10, false)] {
        let input = (hash(number), at(second));
        let known = transact(store, input, |transaction, (hash, at)| {
            Box::pin(async move { transaction.revoke_session(hash, *at).await })
        });
        assert_eq!(known.await.unwrap(), ended, "session {number}");
    }
    for (number, revoked_at) in [(1, Some(at(10))), (2, None)] {
        let (found, _) = store.session(&hash(number)).await.unwrap().unwrap();
        assert_eq!(found.revoked_at, revoked_at);
    }
}
