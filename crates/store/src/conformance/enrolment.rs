//! Inviting servers, letting them in, and taking them out.

use landfall_core::{
    id::ServerId,
    model::{JoinToken, Server, ServerCredential, ServerMembership},
};

use super::fixture::{Row, World, at, given, hash, pop, server, transact};
use crate::{Store, StoreError};

fn invitation(server: &Server, number: u8) -> JoinToken {
    JoinToken {
        hash: hash(number),
        tenant: server.tenant.clone(),
        placement: server.placement,
        name: Some("edge-of-the-invitation".to_owned()),
        created_at: at(0),
        expires_at: at(3_600),
        used: None,
    }
}

async fn a_server(store: &dyn Store) -> Server {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let server = server(&pop, 1);
    given(store, [Row::from(&pop), Row::from(&server)]).await;
    server
}

pub(super) async fn an_invitation_is_used_once(store: &dyn Store) {
    let server = a_server(store).await;
    let token = invitation(&server, 1);
    let find = async |sought: &JoinToken| {
        transact(store, sought.hash, |transaction, hash| {
            Box::pin(async move { transaction.find_join_token(hash).await })
        })
        .await
        .unwrap()
    };
    assert_eq!(find(&token).await, None);
    transact(store, token.clone(), |transaction, token| {
        Box::pin(async move { transaction.insert_join_token(token).await })
    })
    .await
    .unwrap();
    assert_eq!(find(&token).await, Some(token.clone()));
    let refused = transact(store, token.clone(), |transaction, token| {
        Box::pin(async move { transaction.insert_join_token(token).await })
    })
    .await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
    let input = (token.hash, server.id);
    let use_it = async || {
        transact(store, input, |transaction, (hash, server)| {
            Box::pin(async move { transaction.use_join_token(hash, *server, at(60)).await })
        })
        .await
    };
    use_it().await.unwrap();
    let used = JoinToken {
        used: Some((at(60), server.id)),
        ..token.clone()
    };
    assert_eq!(find(&token).await, Some(used));
    let again = use_it().await;
    assert!(matches!(again, Err(StoreError::Dangling(_))), "{again:?}");
}

pub(super) async fn a_credential_lets_its_server_in_until_it_is_revoked(store: &dyn Store) {
    let server = a_server(store).await;
    let made = |number| ServerCredential {
        hash: hash(number),
        server: server.id,
        created_at: at(0),
        revoked_at: None,
    };
    for credential in [made(1), made(2)] {
        transact(store, credential, |transaction, credential| {
            Box::pin(async move { transaction.insert_server_credential(credential).await })
        })
        .await
        .unwrap();
    }
    let found = store.server_credential(&hash(1)).await.unwrap();
    assert_eq!(found, Some((made(1), server.clone())));
    assert_eq!(store.server_credential(&hash(3)).await.unwrap(), None);
    for (second, revoked) in [(10, 2), (20, 0)] {
        let input = (server.id, at(second));
        let rows = transact(store, input, |transaction, (server, at)| {
            Box::pin(async move { transaction.revoke_server_credentials(*server, *at).await })
        });
        assert_eq!(rows.await.unwrap(), revoked);
    }
    let (found, _) = store.server_credential(&hash(2)).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(at(10)));
}

pub(super) async fn a_server_s_membership_changes_and_nothing_else(store: &dyn Store) {
    let server = a_server(store).await;
    let find = async |id: ServerId| {
        transact(store, id, |transaction, id| {
            Box::pin(async move { transaction.find_server(*id).await })
        })
        .await
        .unwrap()
    };
    assert_eq!(find(server.id).await, Some(server.clone()));
    let unknown = ServerId(server.id.0 + 1_000);
    assert_eq!(find(unknown).await, None);
    for membership in [ServerMembership::Drained, ServerMembership::Removed] {
        let input = (server.id, membership);
        transact(store, input, |transaction, (server, membership)| {
            Box::pin(async move { transaction.set_membership(*server, *membership).await })
        })
        .await
        .unwrap();
        let changed = Server {
            membership,
            ..server.clone()
        };
        assert_eq!(find(server.id).await, Some(changed));
    }
    let gone = transact(store, unknown, |transaction, id| {
        Box::pin(async move { (transaction.set_membership(*id, ServerMembership::Drained)).await })
    });
    assert!(matches!(gone.await, Err(StoreError::Dangling(_))));
}
