//! Users, their passwords, and what ends with one.

use landfall_core::{
    id::UserId,
    model::{Role, RoleBinding, TokenFamily, TokenSlot, User},
};

use super::fixture::{Row, World, at, given, session, tenant_id, transact, user, user_token};
use crate::{Store, StoreError};

async fn revoke(store: &dyn Store, user: UserId, second: i64) -> bool {
    let revoked = transact(store, (user, at(second)), |transaction, (user, at)| {
        Box::pin(async move { transaction.revoke_user(*user, *at).await })
    });
    revoked.await.unwrap()
}

async fn set_password(
    store: &dyn Store,
    user: UserId,
    hash: &str,
    second: i64,
) -> Result<(), StoreError> {
    let input = (user, hash.to_owned(), at(second));
    transact(store, input, |transaction, (user, hash, at)| {
        Box::pin(async move { transaction.set_password(*user, hash, *at).await })
    })
    .await
}

pub(super) async fn a_user_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let full = user(world.id(), 1);
    let bare = User {
        first_name: String::new(),
        last_name: String::new(),
        password_hash: None,
        revoked_at: Some(at(9)),
        ..user(world.id(), 2)
    };
    for user in [full, bare] {
        given(store, [(&user).into()]).await;
        let found = store.user_by_email(world.id(), &user.email).await.unwrap();
        assert_eq!(found, Some(user));
    }
}

pub(super) async fn an_address_is_looked_up_in_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = user(world.id(), 1);
    let theirs = User {
        email: ours.email.clone(),
        ..user(stranger.id(), 2)
    };
    given(store, [(&ours).into(), (&theirs).into()]).await;
    for (tenant, expected) in [
        (world.id().clone(), Some(&ours)),
        (stranger.id().clone(), Some(&theirs)),
        (tenant_id("nobody"), None),
    ] {
        let found = store.user_by_email(&tenant, &ours.email).await.unwrap();
        assert_eq!(found.as_ref(), expected);
        let input = (tenant, ours.email.clone());
        let found = transact(store, input, |transaction, (tenant, email)| {
            Box::pin(async move { transaction.find_user(tenant, email).await })
        });
        assert_eq!(found.await.unwrap().as_ref(), expected);
    }
    let unknown = store.user_by_email(world.id(), "USER-1@acme.example");
    assert_eq!(unknown.await.unwrap(), None);
}

pub(super) async fn another_password_ends_every_session_of_the_user(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    let sessions = [session(&one, 1), session(&one, 2), session(&two, 3)];
    let token = user_token(&one, world.school.id, TokenSlot::Primary, 4);
    let rows = sessions.iter().map(Row::from);
    let users = [Row::from(&one), Row::from(&two), Row::from(&token)];
    given(store, users.into_iter().chain(rows)).await;

    set_password(store, one.id, "$argon2id$second", 70)
        .await
        .unwrap();
    for (session, revoked_at) in sessions.iter().zip([Some(at(70)), Some(at(70)), None]) {
        let (found, _) = store.session(&session.hash).await.unwrap().unwrap();
        assert_eq!(found.revoked_at, revoked_at);
    }
    let changed = User {
        password_hash: Some("$argon2id$second".to_owned()),
        ..one.clone()
    };
    let found = store.user_by_email(world.id(), &one.email).await.unwrap();
    assert_eq!(found, Some(changed));
    let found = store.user_by_email(world.id(), &two.email).await.unwrap();
    assert_eq!(found, Some(two));
    // Tokens are not opened by the password.
    let found = store
        .credential(TokenFamily::Rulesv4Rest, &token.hash)
        .await;
    assert_eq!(found.unwrap().unwrap().token.revoked_at, None);
    // A session that had ended keeps its time.
    set_password(store, one.id, "$argon2id$third", 80)
        .await
        .unwrap();
    let (found, _) = store.session(&sessions[0].hash).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(at(70)));
}

pub(super) async fn another_password_lets_a_revoked_user_in_again(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 1);
    let session = session(&user, 1);
    given(store, [(&user).into(), (&session).into()]).await;
    assert!(revoke(store, user.id, 10).await);
    set_password(store, user.id, "$argon2id$second", 20)
        .await
        .unwrap();
    let found = store.user_by_email(world.id(), &user.email).await.unwrap();
    assert_eq!(found.unwrap().revoked_at, None);
    let (found, _) = store.session(&session.hash).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(at(10)), "old sessions stay ended");
}

pub(super) async fn nobody_is_not_given_a_password(store: &dyn Store) {
    let given = set_password(store, UserId(99), "$argon2id$", 1).await;
    assert!(matches!(given, Err(StoreError::Dangling(_))), "{given:?}");
}

pub(super) async fn a_user_ends_with_every_session_and_token(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    given(
        store,
        [
            Row::from(&one),
            Row::from(&two),
            session(&one, 1).into(),
            session(&two, 2).into(),
            user_token(&one, world.school.id, TokenSlot::Primary, 3).into(),
            user_token(&one, world.school.id, TokenSlot::Backup, 4).into(),
            user_token(&two, world.school.id, TokenSlot::Primary, 5).into(),
        ],
    )
    .await;
    assert!(revoke(store, one.id, 70).await);
    assert!(!revoke(store, one.id, 80).await);
    assert!(!revoke(store, UserId(99), 80).await);
    for (number, revoked_at) in [(1, Some(at(70))), (2, None)] {
        let hash = super::fixture::hash(number);
        let (session, user) = store.session(&hash).await.unwrap().unwrap();
        assert_eq!(session.revoked_at, revoked_at);
        assert_eq!(user.revoked_at, revoked_at);
    }
    for (number, revoked_at) in [(3, Some(at(70))), (4, Some(at(70))), (5, None)] {
        let hash = super::fixture::hash(number);
        let found = store.credential(TokenFamily::Rulesv4Rest, &hash).await;
        let found = found.unwrap().unwrap();
        assert_eq!(found.token.revoked_at, revoked_at);
        assert_eq!(found.user.unwrap().0.revoked_at, revoked_at);
    }
}

pub(super) async fn users_are_listed_by_address_with_their_roles(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let named = |world: &World, email: &str, number| User {
        email: email.to_owned(),
        ..user(world.id(), number)
    };
    let b = named(&world, "b@acme.example", 1);
    let a = User {
        revoked_at: Some(at(1)),
        ..named(&world, "a@acme.example", 2)
    };
    let theirs = named(&stranger, "c@acme.example", 3);
    let role = |user: &User, organization, role| RoleBinding {
        user: user.id,
        organization,
        role,
    };
    let root = role(&b, world.root.id, Role::ApiAdmin);
    let msp = role(&b, world.msp.id, Role::BusinessAdmin);
    let their = role(&theirs, stranger.root.id, Role::ApiAdmin);
    given(
        store,
        [
            Row::from(&b),
            Row::from(&a),
            Row::from(&theirs),
            root.into(),
            msp.into(),
            their.into(),
        ],
    )
    .await;
    let mut listed = store.users(world.id()).await.unwrap();
    for (_, roles) in &mut listed {
        roles.sort_by_key(|binding| binding.organization);
    }
    assert_eq!(listed, [(a, vec![]), (b, vec![root, msp])]);
    assert_eq!(
        store.users(stranger.id()).await.unwrap(),
        [(theirs, vec![their])]
    );
    assert_eq!(store.users(&tenant_id("nobody")).await.unwrap(), []);
}

pub(super) async fn people_are_told_by_number_each_once(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let mut people = [1, 2, 3].map(|number| user(world.id(), number));
    people[1].revoked_at = Some(at(5));
    let foreign = user(stranger.id(), 4);
    given(store, people.iter().chain([&foreign]).map(Into::into)).await;
    for (numbers, expected) in [
        (&[][..], &[][..]),
        (&[3, 1, 3, 4, 9, u64::MAX], &[0, 2]),
        (&[2], &[1]),
    ] {
        let numbers: Vec<UserId> = numbers.iter().map(|&number| UserId(number)).collect();
        let found = store.people(world.id(), &numbers).await.unwrap();
        let expected: Vec<_> = expected
            .iter()
            .map(|&place: &usize| people[place].clone())
            .collect();
        assert_eq!(found, expected);
    }
}
