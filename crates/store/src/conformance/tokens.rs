//! Tokens: each opens its own family, stands for its holder, and can be ended.

use landfall_core::{
    id::TenantId,
    model::{Credential, Token, TokenFamily, TokenHolder, TokenSlot},
};

use super::fixture::{
    Row, World, at, client, client_token, given, hash, put, tenant_id, transact, user, user_token,
};
use crate::{Store, StoreError};

const OF_CLIENTS: [TokenFamily; 4] = [
    TokenFamily::Vipmp,
    TokenFamily::Metallic,
    TokenFamily::Rulesv4Bearer,
    TokenFamily::Native,
];

/// When the token was ended, as a call would see it.
async fn ended(store: &dyn Store, token: &Token) -> Option<landfall_core::id::Timestamp> {
    let found = store.credential(token.family, &token.hash).await;
    found.unwrap().unwrap().token.revoked_at
}

pub(super) async fn a_client_s_token_comes_back_with_its_client(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = client(world.id(), world.msp.id, 1);
    let theirs = client(stranger.id(), stranger.msp.id, 2);
    given(store, [(&ours).into(), (&theirs).into()]).await;
    for family in OF_CLIENTS {
        for (client, number) in [(&ours, 1), (&theirs, 2)] {
            let token = Token {
                expires_at: (number == 1).then(|| at(77)),
                revoked_at: (number == 2).then(|| at(78)),
                ..client_token(client, family, number)
            };
            given(store, [(&token).into()]).await;
            let found = store.credential(family, &token.hash).await.unwrap();
            let expected = Credential {
                token,
                client: Some(client.clone()),
                user: None,
            };
            assert_eq!(found, Some(expected), "{family}");
        }
    }
}

pub(super) async fn a_user_s_token_comes_back_with_its_user_and_account(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 1);
    given(store, [(&user).into()]).await;
    for (slot, write, number) in [(TokenSlot::Primary, true, 1), (TokenSlot::Backup, false, 2)] {
        let token = Token {
            holder: TokenHolder::User {
                user: user.id,
                account: world.school.id,
                slot,
                write,
            },
            ..user_token(&user, world.school.id, slot, number)
        };
        given(store, [(&token).into()]).await;
        let found = store
            .credential(TokenFamily::Rulesv4Rest, &token.hash)
            .await;
        let expected = Credential {
            token,
            client: None,
            user: Some((user.clone(), world.school.account_number.clone().unwrap())),
        };
        assert_eq!(found.unwrap(), Some(expected), "{slot}");
    }
}

pub(super) async fn a_token_of_one_family_never_opens_another(store: &dyn Store) {
    let world = World::stored(store).await;
    let (client, user) = (client(world.id(), world.msp.id, 1), user(world.id(), 1));
    given(store, [(&client).into(), (&user).into()]).await;
    let rest = user_token(&user, world.school.id, TokenSlot::Primary, 200);
    let of_clients = OF_CLIENTS.iter().zip(1..);
    let tokens = of_clients.map(|(&family, number)| client_token(&client, family, number));
    let tokens: Vec<Token> = tokens.chain([rest]).collect();
    given(store, tokens.iter().map(Row::from)).await;
    for token in &tokens {
        for &family in TokenFamily::ALL {
            let found = store.credential(family, &token.hash).await.unwrap();
            assert_eq!(
                found.is_some(),
                family == token.family,
                "{} as {family}",
                token.family
            );
        }
    }
    let unknown = store.credential(TokenFamily::Vipmp, &hash(99)).await;
    assert_eq!(unknown.unwrap(), None);
}

pub(super) async fn one_text_may_be_a_token_of_two_families(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| client(world.id(), world.msp.id, number));
    let user = user(world.id(), 1);
    given(
        store,
        [
            Row::from(&one),
            Row::from(&two),
            Row::from(&user),
            client_token(&one, TokenFamily::Vipmp, 1).into(),
            client_token(&two, TokenFamily::Metallic, 1).into(),
            user_token(&user, world.school.id, TokenSlot::Primary, 1).into(),
        ],
    )
    .await;
    for (family, client) in [
        (TokenFamily::Vipmp, Some(&one)),
        (TokenFamily::Metallic, Some(&two)),
        (TokenFamily::Rulesv4Rest, None),
    ] {
        let found = store.credential(family, &hash(1)).await.unwrap().unwrap();
        assert_eq!(found.client.as_ref(), client);
    }
    // Ending one leaves the other.
    revoke(store, world.id(), TokenFamily::Vipmp, 1, 50).await;
    assert_eq!(
        ended(store, &client_token(&one, TokenFamily::Vipmp, 1)).await,
        Some(at(50))
    );
    assert_eq!(
        ended(store, &client_token(&two, TokenFamily::Metallic, 1)).await,
        None
    );
    let again = put(store, [client_token(&one, TokenFamily::Vipmp, 1).into()]).await;
    assert!(
        matches!(again, Err(StoreError::Conflict { .. })),
        "{again:?}"
    );
}

pub(super) async fn families_and_holders_belong_together(store: &dyn Store) {
    let world = World::stored(store).await;
    let (client, user) = (client(world.id(), world.msp.id, 1), user(world.id(), 1));
    given(store, [(&client).into(), (&user).into()]).await;
    let of_user = user_token(&user, world.school.id, TokenSlot::Primary, 1);
    for &family in TokenFamily::ALL {
        let wrong = if family == TokenFamily::Rulesv4Rest {
            client_token(&client, family, 1)
        } else {
            Token {
                family,
                ..of_user.clone()
            }
        };
        assert!(put(store, [wrong.into()]).await.is_err(), "{family}");
    }
}

async fn revoke(
    store: &dyn Store,
    tenant: &TenantId,
    family: TokenFamily,
    number: u8,
    second: i64,
) -> bool {
    let input = (tenant.clone(), family, hash(number), at(second));
    let revoked = transact(store, input, |transaction, (tenant, family, hash, at)| {
        Box::pin(async move { transaction.revoke_token(tenant, *family, hash, *at).await })
    });
    revoked.await.unwrap()
}

pub(super) async fn a_token_is_ended_once_and_in_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let client = client(world.id(), world.msp.id, 1);
    let [token, other] = [1, 2].map(|number| client_token(&client, TokenFamily::Vipmp, number));
    given(store, [(&client).into(), (&token).into(), (&other).into()]).await;
    let family = TokenFamily::Vipmp;
    assert!(!revoke(store, &tenant_id("nobody"), family, 1, 10).await);
    assert!(!revoke(store, world.id(), TokenFamily::Metallic, 1, 10).await);
    assert!(!revoke(store, world.id(), family, 9, 10).await);
    assert_eq!(ended(store, &token).await, None);
    assert!(revoke(store, world.id(), family, 1, 20).await);
    assert!(!revoke(store, world.id(), family, 1, 30).await);
    assert_eq!(ended(store, &token).await, Some(at(20)));
    assert_eq!(ended(store, &other).await, None);
}

pub(super) async fn rotating_one_slot_leaves_the_other(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    let account = world.school.id;
    let primary = user_token(&one, account, TokenSlot::Primary, 1);
    let backup = user_token(&one, account, TokenSlot::Backup, 2);
    let of_other = user_token(&two, account, TokenSlot::Primary, 3);
    given(
        store,
        [
            Row::from(&one),
            Row::from(&two),
            Row::from(&primary),
            Row::from(&backup),
            Row::from(&of_other),
        ],
    )
    .await;
    let fresh = user_token(&one, account, TokenSlot::Primary, 4);
    let rotated = transact(
        store,
        (one.id, fresh.clone()),
        |transaction, (user, fresh)| {
            Box::pin(async move {
                transaction
                    .revoke_slot(*user, TokenSlot::Primary, at(60))
                    .await?;
                transaction.insert_token(fresh).await
            })
        },
    );
    rotated.await.unwrap();
    assert_eq!(ended(store, &primary).await, Some(at(60)));
    for token in [&backup, &of_other, &fresh] {
        assert_eq!(ended(store, token).await, None);
    }
}

pub(super) async fn live_tokens_are_listed_newest_first(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let (client_here, user) = (client(world.id(), world.msp.id, 1), user(world.id(), 1));
    let theirs = client(stranger.id(), stranger.msp.id, 2);
    let token = |number: u8, expires_at, revoked_at| Token {
        issued_at: at(i64::from(number)),
        expires_at,
        revoked_at,
        ..client_token(&client_here, TokenFamily::Vipmp, number)
    };
    let lives = token(1, Some(at(101)), None);
    let ends_now = token(2, Some(at(100)), None);
    let revoked = token(3, Some(at(101)), Some(at(50)));
    let endless = Token {
        issued_at: at(4),
        ..user_token(&user, world.school.id, TokenSlot::Primary, 4)
    };
    let of_others = client_token(&theirs, TokenFamily::Vipmp, 5);
    given(
        store,
        [
            Row::from(&client_here),
            Row::from(&user),
            Row::from(&theirs),
            Row::from(&lives),
            Row::from(&ends_now),
            Row::from(&revoked),
            Row::from(&endless),
            Row::from(&of_others),
        ],
    )
    .await;
    let now = at(100).seconds();
    let listed = store.tokens(world.id(), now, 10).await.unwrap();
    assert_eq!(listed, [endless.clone(), lives]);
    assert_eq!(store.tokens(world.id(), now, 1).await.unwrap(), [endless]);
    assert_eq!(store.tokens(world.id(), now, 0).await.unwrap(), []);
    assert_eq!(
        store.tokens(stranger.id(), now, 10).await.unwrap(),
        [of_others]
    );
}
