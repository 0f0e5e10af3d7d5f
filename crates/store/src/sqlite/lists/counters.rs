//! Noting what changes in lists, putting it into the counters, and the check and the rebuild of them.

use async_trait::async_trait;
use futures_util::FutureExt;
use rusqlite::params;
use uuid::Uuid;

use super::Rows;
use crate::{
    CounterProgress, CounterReads, CounterReport, CounterWrites, StoreError,
    lists::{Change, Class, Key, List, check, fold, rebuild},
    sqlite::{SqliteStore, codec::uuid, readers::Cost, write::SqliteTransaction},
};

/// What the shared steps say where one of them would wait, which nothing of SQLite's does.
pub(super) fn waits() -> StoreError {
    StoreError::Engine("the counters waited for something".to_owned())
}

impl SqliteTransaction {
    /// Lists a row with everyone who is at or above its holder.
    pub(in crate::sqlite) fn enlist(
        &mut self,
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO list_entry (scope, list, class, at, id) VALUES (?, ?, ?, ?, ?)";
        self.listed(sql, list, holder, class, key, 1)
    }

    /// Takes a row off the lists that [`enlist`](Self::enlist) put it on.
    pub(in crate::sqlite) fn delist(
        &mut self,
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM list_entry WHERE scope = ? AND list = ? AND class = ? AND at = ? AND id = ?";
        self.listed(sql, list, holder, class, key, -1)
    }

    /// Runs the statement for everyone at or above the holder, and notes for whom it changed something.
    fn listed(
        &mut self,
        sql: &str,
        list: List,
        holder: Uuid,
        class: Class,
        key: Key,
        entries: i64,
    ) -> Result<(), StoreError> {
        let above = "SELECT ancestor FROM organization_closure WHERE descendant = ?";
        let scopes: Vec<Uuid> = self.write(above, |statement| {
            let scopes = statement.query_map([holder.as_bytes()], |row| uuid(row, 0))?;
            scopes.collect()
        })?;
        let number = list.number();
        let scopes = self.write(sql, |statement| {
            let mut changed = Vec::with_capacity(scopes.len());
            for scope in scopes {
                let (at, id) = (key.at, key.id.as_bytes());
                let rows = statement.execute(params![scope.as_bytes(), number, class, at, id])?;
                if rows == 1 {
                    changed.push(scope);
                }
            }
            Ok(changed)
        })?;
        self.changes.extend(scopes.into_iter().map(|scope| Change {
            list,
            scope,
            key,
            class,
            entries,
        }));
        Ok(())
    }

    /// Puts what the commands of the transaction have changed into the counters. The last step before the commit.
    pub(in crate::sqlite) fn fold(&mut self) -> Result<(), StoreError> {
        let changes = std::mem::take(&mut self.changes);
        let mut rows = Rows(self.connection());
        let folded = fold(&mut rows, changes).now_or_never();
        folded.unwrap_or_else(|| Err(waits()))
    }
}

#[async_trait]
impl CounterWrites for SqliteTransaction {
    async fn rebuild_counters(&mut self, progress: &CounterProgress) -> Result<u64, StoreError> {
        let mut rows = Rows(self.connection());
        let rebuilt = rebuild(&mut rows, progress).now_or_never();
        let rebuilt = rebuilt
            .unwrap_or_else(|| Err(waits()))
            .map_err(|error| self.fail(error))?;
        // What the group has changed so far was counted with the rest, and must not be once more. It stays noted, because this
        // command may yet be undone.
        let counted = self.changes.clone().into_iter().map(|change| Change {
            entries: -change.entries,
            ..change
        });
        self.changes.extend(counted);
        Ok(rebuilt)
    }
}

#[async_trait]
impl CounterReads for SqliteStore {
    async fn check_counters(&self, progress: CounterProgress) -> Result<CounterReport, StoreError> {
        let list = self.readers.read(Cost::Whole, move |connection| {
            let checked = check(&mut Rows(connection), &progress).now_or_never();
            checked.unwrap_or_else(|| Err(waits()))
        });
        list.await
    }
}
