//! What hand-overs wait for: the end of their log, and that last.

use landfall_core::model::{DeployState, Environment, Platform};
use tokio_postgres::Client;

use crate::place::{Engine, POLICIES, Place, production};

/// The tables that a session which waits for the end of a log has written to by then, and not committed.
async fn written_by_who_waits(session: &Client) -> Vec<String> {
    let asked = "SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.mode = 'RowExclusiveLock' AND c.relkind = 'r' AND l.pid IN (
         SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM change_log%FOR NO KEY UPDATE%')
       ORDER BY c.relname";
    loop {
        let rows = session.query(asked, &[]).await.unwrap();
        if !rows.is_empty() {
            return rows.iter().map(|row| row.get(0)).collect();
        }
        tokio::task::yield_now().await;
    }
}

/// Revisions become visible in their order since whoever has one commits before the next is given. So nobody may do anything slow
/// behind it: the request's state and its event are written before, the entry and its release behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_log_is_locked_when_everything_that_does_not_need_it_is_written() {
    let record = Place::new(Engine::Postgres).await;
    let process = record.process().await;
    // The log of that fleet is there from then on.
    let first = process.submit(production(POLICIES[0])).await.unwrap().id;
    process.until(first, DeployState::Deployed).await;
    let head = process.head(Environment::Production).await;
    let mut holder = record.session().await;
    let holding = holder.transaction().await.unwrap();
    let locked = holding
        .execute(
            "SELECT 1 FROM landfall.change_log WHERE platform = $1 AND environment = $2 FOR NO KEY UPDATE",
            &[&Platform::HttpLarge.as_str(), &Environment::Production.as_str()],
        )
        .await
        .unwrap();
    assert_eq!(locked, 1);
    let waits = async {
        let session = record.session().await;
        let written = written_by_who_waits(&session).await;
        for table in ["deploy_request", "event"] {
            assert!(
                written.iter().any(|name| name == table),
                "{table}: {written:?}"
            );
        }
        for table in ["change", "release"] {
            assert!(
                !written.iter().any(|name| name == table),
                "{table}: {written:?}"
            );
        }
        // Nobody sees anything of it before.
        assert_eq!(process.head(Environment::Production).await, head);
        holding.rollback().await.unwrap();
    };
    let (second, ()) = tokio::join!(process.submit(production(POLICIES[1])), waits);
    process
        .until(second.unwrap().id, DeployState::Deployed)
        .await;
    assert_eq!(process.head(Environment::Production).await.0, head.0 + 1);
}
