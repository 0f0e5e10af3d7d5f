//! Noting what changes in lists, putting it into the counters, and the check and the rebuild of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use deadpool_postgres::Object;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Rows, in_snapshot};
use crate::{
    CounterProgress, CounterReads, CounterReport, CounterWrites, StoreError,
    lists::{Change, Class, Key, List, check, fold, rebuild},
    postgres::{
        PostgresStore,
        codec::get,
        error::Failure,
        write::{Parameters, PostgresTransaction},
    },
};

/// Who changes blocks holds this lock until its transaction ends: `LNDF`, then 3.
const LOCK: i64 = 0x4C4E_4446_0000_0003;
/// After so many changes that this process has noted, its next write tries to put them into the blocks. Readers count them
/// one by one until then.
const FOLD: usize = 256;

/// How many changes this process has noted since it last put some into the blocks.
pub(in crate::postgres) struct Unfolded(AtomicUsize);

impl Default for Unfolded {
    /// As if there were enough: an earlier process may have left some.
    fn default() -> Self {
        Self(AtomicUsize::new(FOLD))
    }
}

/// Puts what a transaction has changed into the counters, or beside them. The last step but entries of logs and the commit.
pub(in crate::postgres) async fn note(
    connection: &Object,
    changes: Vec<Change>,
    unfolded: &Unfolded,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let known = unfolded.0.fetch_add(changes.len(), Ordering::Relaxed);
    if known + changes.len() >= FOLD && lock_is_free(connection).await? {
        unfolded.0.store(0, Ordering::Relaxed);
        return fold_all(connection, changes).await;
    }
    let mut columns = Columns::default();
    for change in &changes {
        columns.push(change);
    }
    let statement = connection
        .prepare_cached(
            "INSERT INTO list_change (scope, list, class, at, id, entries)
             SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::uuid[], $6::bigint[])",
        )
        .await?;
    connection
        .execute(&statement, &columns.parameters())
        .await?;
    Ok(())
}

/// Takes the lock if nobody has it.
async fn lock_is_free(connection: &Object) -> Result<bool, Failure> {
    let sql = "SELECT pg_try_advisory_xact_lock($1)";
    let statement = connection.prepare_cached(sql).await?;
    let row = connection.query_one(&statement, &[&LOCK]).await?;
    Ok(row.try_get(0)?)
}

/// Puts changes into the blocks, and with them those that others have left. The lock is held: each statement from here on
/// sees the blocks as the one who held it before has left them.
async fn fold_all(connection: &Object, mut changes: Vec<Change>) -> Result<(), Failure> {
    let sql = "DELETE FROM list_change RETURNING list, scope, class, at, id, entries";
    let statement = connection.prepare_cached(sql).await?;
    for row in connection.query(&statement, &[]).await? {
        changes.extend(change(&row)?);
    }
    fold(&mut Rows(connection), changes).await
}

/// A row of the table of changes; none if it is of a list that this program does not know.
pub(super) fn change(row: &Row) -> Result<Option<Change>, StoreError> {
    let number: i16 = get(row, 0)?;
    let list = List::ALL.iter().find(|list| list.number() == number);
    let Some(&list) = list else { return Ok(None) };
    let class: i16 = get(row, 2)?;
    let class = Class::try_from(class)
        .map_err(|_| StoreError::Corrupt(format!("class {class} of a change in a list")))?;
    Ok(Some(Change {
        list,
        scope: get(row, 1)?,
        key: Key {
            at: get(row, 3)?,
            id: get(row, 4)?,
        },
        class,
        entries: get(row, 5)?,
    }))
}

/// Changes as columns, which one statement takes.
#[derive(Default)]
pub(super) struct Columns {
    scopes: Vec<Uuid>,
    lists: Vec<i16>,
    classes: Vec<i16>,
    ats: Vec<i64>,
    ids: Vec<Uuid>,
    entries: Vec<i64>,
}

impl Columns {
    pub(super) fn push(&mut self, change: &Change) {
        self.scopes.push(change.scope);
        self.lists.push(change.list.number());
        self.classes.push(change.class.into());
        self.ats.push(change.key.at);
        self.ids.push(change.key.id);
        self.entries.push(change.entries);
    }

    pub(super) fn parameters(&self) -> [&(dyn tokio_postgres::types::ToSql + Sync); 6] {
        [
            &self.scopes,
            &self.lists,
            &self.classes,
            &self.ats,
            &self.ids,
            &self.entries,
        ]
    }
}

impl PostgresTransaction {
    /// Lists a row with everyone who is at or above its holder. `insert` is the statement that adds the row, sent together with
    /// it; gives how many rows that added.
    pub(in crate::postgres) async fn enlist(
        &mut self,
        insert: (&str, Parameters<'_>),
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
    ) -> Result<u64, StoreError> {
        let sql = "INSERT INTO list_entry (scope, list, class, at, id)
             SELECT ancestor, $2, $3, $4, $5 FROM organization_closure WHERE descendant = $1 RETURNING scope";
        self.listed(insert, sql, list, holder, class, key, 1).await
    }

    /// Takes a row off the lists that [`enlist`](Self::enlist) put it on, together with a statement that changes the row.
    pub(in crate::postgres) async fn delist(
        &mut self,
        update: (&str, Parameters<'_>),
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM list_entry e USING organization_closure c
             WHERE c.descendant = $1 AND e.scope = c.ancestor AND e.list = $2 AND e.class = $3 AND e.at = $4 AND e.id = $5
             RETURNING e.scope";
        self.listed(update, sql, list, holder, class, key, -1).await
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what both directions have in common"
    )]
    async fn listed(
        &mut self,
        row: (&str, Parameters<'_>),
        sql: &str,
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
        entries: i64,
    ) -> Result<u64, StoreError> {
        let (number, column) = (list.number(), i16::from(class));
        let parameters: Parameters<'_> = &[&holder, &number, &column, &key.at, &key.id];
        let (touched, scopes) = self.changing(row, (sql, parameters)).await?;
        for scope in scopes {
            let scope = get(&scope, 0)?;
            self.listed.push(Change {
                list,
                scope,
                key,
                class,
                entries,
            });
        }
        Ok(touched)
    }
}

#[async_trait]
impl CounterWrites for PostgresTransaction {
    async fn rebuild_counters(&mut self, progress: &CounterProgress) -> Result<u64, StoreError> {
        self.alone().await?;
        let rebuilt = rebuild(&mut Rows(self.connection()), progress).await;
        let rows = rebuilt.map_err(|failure| self.note(failure))?;
        // It has counted what this transaction has changed before.
        self.listed.clear();
        Ok(rows)
    }
}

impl PostgresTransaction {
    /// Waits until nobody else changes lists or counters, and keeps it so. A statement may take its time.
    async fn alone(&mut self) -> Result<(), StoreError> {
        let lock = format!(
            "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK});
             LOCK TABLE fulfillment, list_entry, list_change, list_block IN SHARE ROW EXCLUSIVE MODE"
        );
        let locked = self.connection().batch_execute(&lock).await;
        locked.map_err(|error| self.note(error.into()))
    }
}

#[async_trait]
impl CounterReads for PostgresStore {
    async fn check_counters(&self, progress: CounterProgress) -> Result<CounterReport, StoreError> {
        in_snapshot(&self.0.connections, &|reading| {
            let progress = progress.clone();
            Box::pin(async move { check(&mut Rows(reading.connection()?), &progress).await })
        })
        .await
    }
}
