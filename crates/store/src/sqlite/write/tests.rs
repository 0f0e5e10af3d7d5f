//! How writes find their rows. All of them share one thread, so none may walk through a table that grows.

use landfall_core::{
    id::{Cursor, Epoch, LogId, Revision, ServerId, SubscriptionId, Timestamp, UserId, ZoneId},
    model::{
        CallIds, Dialect, Environment, MembershipRole, OrganizationKind, ServerMembership,
        ServerProgress, Status, TenantSettings, TokenFamily, TokenSlot,
    },
};
use uuid::Uuid;

use super::SqliteTransaction;
use crate::{
    AccessWrites, AccountWrites, Claim, DeployWrites, FLEET_LEASE, Fence, FleetWrites, LeaseWrites,
    LogWrites, RecordWrites, SubscriptionWrites, ZoneWrites,
    conformance::fixture::{
        Row, World, answer, answer_key, change, deployment, fulfillment, group, log, pop, server,
        subscription,
    },
    sqlite::{
        Create, SqliteStore,
        open::writing_connection,
        plan::{plan, scans, sorts, statements},
    },
};

/// What is found by something else than its key while it is added.
fn rows(world: &World) -> Vec<Row> {
    let group = group(world.id(), "51001315");
    let log = log(world.id(), Environment::Production, 1);
    let pop = pop(world.id(), 1);
    let mut rows = world.rows();
    rows.extend([
        Row::from(&group),
        Row::Membership(world.school.id, group.vipmp_id, MembershipRole::Owner),
        Row::from(&log),
        change(&log, 1).into(),
        Row::from(&pop),
        server(&pop, 1).into(),
        fulfillment(world.id(), world.msp.id, 1).into(),
        subscription(world.school.id, 1, 1).into(),
        answer("a", 0, 1).into(),
    ]);
    rows
}

fn progress() -> ServerProgress {
    ServerProgress {
        server: ServerId(1),
        membership: ServerMembership::Counted,
        cursor: Cursor::default(),
        counted: Cursor::default(),
        last_seen_at: None,
        exceptions: Vec::new(),
    }
}

#[tokio::test]
async fn writes_search_by_an_index_in_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    drop(SqliteStore::open(&path, Create::New).unwrap());
    let mut connection = writing_connection(&path).unwrap();
    let statements = statements(&mut connection);
    let mut transaction = SqliteTransaction::new(connection);

    let (world, now) = (World::new("acmepaymentscorp", 0x1000), Timestamp::default());
    let (tenant, organization, user) = (world.id().clone(), world.school.id, UserId(99));
    let this = &mut transaction;
    for row in rows(&world) {
        row.insert(this).await.unwrap();
    }
    let claim = Claim {
        name: FLEET_LEASE,
        holder: Uuid::from_u128(1),
        address: String::new(),
        lasting: std::time::Duration::from_mins(1),
    };
    let number = this.claim_lease(&claim).await.unwrap().fencing;
    this.renew_lease(&claim, number).await.unwrap();
    let owner = Fence {
        name: FLEET_LEASE,
        number,
    };
    this.save_progress(owner, &[progress()]).await.unwrap();
    let log = LogId(Uuid::from_u128(1));
    this.lock_log(log).await.unwrap();
    let head = Revision(1);
    this.compact(owner, log, head, 10).await.unwrap();
    this.sweep(owner, log, head, Revision(0), 10).await.unwrap();
    this.raise_epoch(log, Epoch(1)).await.unwrap();
    this.release_lease(&claim, number).await.unwrap();
    this.find_tenant(&tenant).await.unwrap();
    this.set_tenant_settings(&tenant, &TenantSettings::default())
        .await
        .unwrap();
    this.find_organization(&tenant, organization).await.unwrap();
    this.set_organization_status(organization, Status::Active, now)
        .await
        .unwrap();
    let deployment = deployment(organization, "345434543", 1);
    let found = this.find_deployment(organization, &deployment.vipmp_id);
    found.await.unwrap();
    this.update_deployment(&deployment).await.unwrap();
    for &kind in OrganizationKind::ALL {
        if kind != OrganizationKind::Customer {
            this.first_of_kind(&tenant, kind).await.unwrap();
        }
    }
    this.end_subscription(SubscriptionId(Uuid::from_u128(1)), now)
        .await
        .unwrap();
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
    this.find_idempotency(&answer_key("a")).await.unwrap();
    this.claim_idempotency(&answer_key("a")).await.unwrap();
    let ids = CallIds {
        dialect: Dialect::Vipmp,
        scope: "7".to_owned(),
        correlation_id: "correlation".to_owned(),
        request_id: "request".to_owned(),
    };
    this.find_call_ids(&ids, now).await.unwrap();
    this.sweep_idempotency(now).await.unwrap();
    // Last, because nobody has this id: after an error nothing runs.
    this.set_password(user, "", now).await.unwrap_err();

    let run: Vec<String> = statements.try_iter().collect();
    assert!(run.len() > 50, "{run:?}");
    for sql in run {
        // What is above an organization is a handful of rows.
        let sorts_few = sql.contains("FROM organization_closure c");
        for line in plan(transaction.connection(), &sql) {
            // A list that came with the statement.
            let is_given = line == "SCAN json_each VIRTUAL TABLE INDEX 1:";
            assert!(is_given || !scans(&line), "{line}\n{sql}");
            // All that a caller has ever written.
            let of_a_caller = line.ends_with("(dialect=? AND scope=?)");
            assert!(!of_a_caller, "{line}\n{sql}");
            assert!(sorts_few || !sorts(&line), "{line}\n{sql}");
        }
    }
}
