//! API clients, and what ends with one.

use landfall_core::{
    id::TenantId,
    model::{ApiClient, Dialect, Grant, Role, TokenFamily},
};

use super::fixture::{World, at, client, client_token, given, tenant_id, transact};
use crate::Store;

async fn revoke(store: &dyn Store, tenant: &TenantId, client_id: &str, second: i64) -> bool {
    let input = (tenant.clone(), client_id.to_owned(), at(second));
    let revoked = transact(store, input, |transaction, (tenant, id, at)| {
        Box::pin(async move { transaction.revoke_client(tenant, id, *at).await })
    });
    revoked.await.unwrap()
}

pub(super) async fn a_client_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let full = client(world.id(), world.msp.id, 1);
    let bare = ApiClient {
        organization: None,
        description: String::new(),
        person: None,
        grants: Vec::new(),
        ..client(world.id(), world.msp.id, 2)
    };
    let every = ApiClient {
        grants: Dialect::ALL
            .iter()
            .map(|&dialect| Grant {
                dialect,
                write: dialect == Dialect::Native,
                home_account: None,
            })
            .collect(),
        revoked_at: Some(at(7)),
        ..client(world.id(), world.msp.id, 3)
    };
    for client in [full, bare, every] {
        given(store, [(&client).into()]).await;
        let found = store.client(&client.client_id).await.unwrap();
        assert_eq!(found, Some(client));
    }
    for unknown in ["client-4", "CLIENT-1", "client-1 ", ""] {
        assert_eq!(store.client(unknown).await.unwrap(), None, "{unknown:?}");
    }
}

pub(super) async fn a_transaction_finds_a_client_that_it_has_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let new = client(world.id(), world.msp.id, 1);
    let found = transact(store, new.clone(), |transaction, new| {
        Box::pin(async move {
            let before = transaction.find_client(&new.client_id).await?;
            transaction.insert_client(new).await?;
            Ok((before, transaction.find_client(&new.client_id).await?))
        })
    });
    assert_eq!(found.await.unwrap(), (None, Some(new)));
}

pub(super) async fn a_client_ends_with_every_token_it_holds(store: &dyn Store) {
    let world = World::stored(store).await;
    let ended = client(world.id(), world.msp.id, 1);
    let other = client(world.id(), world.msp.id, 2);
    given(store, [(&ended).into(), (&other).into()]).await;
    let families = [
        TokenFamily::Vipmp,
        TokenFamily::Metallic,
        TokenFamily::Native,
    ];
    for family in families {
        let (first, second) = (
            client_token(&ended, family, 1),
            client_token(&other, family, 2),
        );
        given(store, [first.into(), second.into()]).await;
    }
    assert!(!revoke(store, &tenant_id("nobody"), &ended.client_id, 100).await);
    assert!(!revoke(store, world.id(), "client-9", 100).await);
    assert!(revoke(store, world.id(), &ended.client_id, 200).await);
    assert!(!revoke(store, world.id(), &ended.client_id, 300).await);

    let found = store.client(&ended.client_id).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(at(200)));
    let found = store.client(&other.client_id).await.unwrap().unwrap();
    assert_eq!(found, other);
    for family in families {
        for (holder, revoked_at) in [(&ended, Some(at(200))), (&other, None)] {
            let number = if holder == &ended { 1 } else { 2 };
            let token = client_token(holder, family, number);
            let found = store.credential(family, &token.hash).await;
            let found = found.unwrap().unwrap();
            assert_eq!(found.token.revoked_at, revoked_at, "{family}");
            assert_eq!(found.client.unwrap().revoked_at, revoked_at, "{family}");
        }
    }
}

pub(super) async fn clients_are_listed_by_id_in_their_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let named = |world: &World, id: &str, number| ApiClient {
        client_id: id.to_owned(),
        ..client(world.id(), world.msp.id, number)
    };
    let b = named(&world, "b", 1);
    let a = named(&world, "a", 2);
    let upper = ApiClient {
        revoked_at: Some(at(1)),
        ..named(&world, "Z", 3)
    };
    let theirs = named(&stranger, "c", 4);
    given(store, [&b, &a, &upper, &theirs].map(Into::into)).await;
    let listed = store.clients(world.id()).await.unwrap();
    assert_eq!(listed, [upper, a, b]);
    assert_eq!(store.clients(stranger.id()).await.unwrap(), [theirs]);
    assert_eq!(store.clients(&tenant_id("nobody")).await.unwrap(), []);
}

pub(super) async fn users_have_no_role_of_a_client(store: &dyn Store) {
    // Client keys and user ids are numbers of two kinds: equal ones have nothing to do with each other.
    let world = World::stored(store).await;
    let client = client(world.id(), world.msp.id, 1);
    let user = super::fixture::user(world.id(), 1);
    let token = client_token(&client, TokenFamily::Vipmp, 1);
    given(store, [(&client).into(), (&user).into(), (&token).into()]).await;
    let revoked = transact(store, user.id, |transaction, user| {
        Box::pin(async move { transaction.revoke_user(*user, at(5)).await })
    });
    assert!(revoked.await.unwrap());
    let found = store.credential(TokenFamily::Vipmp, &token.hash).await;
    assert_eq!(found.unwrap().unwrap().token.revoked_at, None);
    let roles = store.roles_at(&user, world.root.id).await.unwrap();
    assert_eq!(roles, Some(Vec::<Role>::new()));
}
