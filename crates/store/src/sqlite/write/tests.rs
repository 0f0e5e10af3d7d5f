//! How writes find their rows. All of them share one thread, so none may walk through a table that grows.

use landfall_core::{
    id::{OrganizationId, TenantId, Timestamp, UserId, ZoneId},
    model::{
        Dialect, IdempotencyKey, OrganizationKind, Status, TenantSettings, TokenFamily, TokenSlot,
    },
};
use uuid::Uuid;

use super::SqliteTransaction;
use crate::{
    AccessWrites, AccountWrites, RecordWrites, ZoneWrites,
    sqlite::{
        Create, SqliteStore,
        open::writing_connection,
        plan::{plan, scans, sorts, statements},
    },
};

#[tokio::test]
async fn writes_search_by_an_index_in_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    drop(SqliteStore::open(&path, Create::New).unwrap());
    let mut connection = writing_connection(&path).unwrap();
    let statements = statements(&mut connection);
    let mut transaction = SqliteTransaction::new(connection);

    let (tenant, now): (TenantId, _) = ("acme".parse().unwrap(), Timestamp::default());
    let (organization, user) = (OrganizationId(Uuid::from_u128(1)), UserId(1));
    let this = &mut transaction;
    this.find_tenant(&tenant).await.unwrap();
    this.set_tenant_settings(&tenant, &TenantSettings::default())
        .await
        .unwrap();
    this.find_organization(&tenant, organization).await.unwrap();
    this.set_organization_status(organization, Status::Active, now)
        .await
        .unwrap();
    for &kind in OrganizationKind::ALL {
        if kind != OrganizationKind::Customer {
            this.first_of_kind(&tenant, kind).await.unwrap();
        }
    }
    this.delete_zone(ZoneId(Uuid::from_u128(1))).await.unwrap();
    this.find_client("swo-app").await.unwrap();
    this.revoke_client(&tenant, "swo-app", now).await.unwrap();
    this.find_user(&tenant, "").await.unwrap();
    this.revoke_user(user, now).await.unwrap();
    this.revoke_session(&[0; 32], now).await.unwrap();
    this.revoke_token(&tenant, TokenFamily::Vipmp, &[0; 32], now)
        .await
        .unwrap();
    this.revoke_slot(user, TokenSlot::Primary, now)
        .await
        .unwrap();
    this.sweep_access(now).await.unwrap();
    this.next_number("policy").await.unwrap();
    let key = IdempotencyKey {
        dialect: Dialect::Vipmp,
        scope: String::new(),
        key: String::new(),
    };
    this.find_idempotency(&key).await.unwrap();
    this.sweep_idempotency(now).await.unwrap();
    // Last, because nobody has this id: after an error nothing runs.
    this.set_password(user, "", now).await.unwrap_err();

    let run: Vec<String> = statements.try_iter().collect();
    assert!(run.len() > 20, "{run:?}");
    for sql in run {
        for line in plan(transaction.connection(), &sql) {
            assert!(!scans(&line) && !sorts(&line), "{line}\n{sql}");
        }
    }
}
