//! Where the events stand, and who sees them.

use std::collections::HashMap;

use async_trait::async_trait;
use landfall_core::id::{OrganizationId, counter};
use rusqlite::{OptionalExtension, params_from_iter};

use crate::{
    EventReads, EventSpan, StoreError,
    sqlite::{
        SqliteStore,
        codec::{number, uuid},
    },
};

/// With one writer positions are drawn in the order of the commits, so the last one is settled.
const SPAN: &str = "SELECT coalesce((SELECT value FROM counter WHERE name = ?), 0),
     coalesce((SELECT max(position) FROM event), 0)";

#[async_trait]
impl EventReads for SqliteStore {
    async fn event_span(&self) -> Result<EventSpan, StoreError> {
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached(SPAN)?;
            let span = statement.query_row([counter::EVENTS_SWEPT], |row| {
                let (swept, last) = (number(row, 0)?, number(row, 1)?);
                let newest: u64 = std::cmp::max(swept, last);
                Ok(EventSpan {
                    swept,
                    settled: newest,
                    newest,
                })
            })?;
            Ok(span)
        })
    }

    async fn event_behind(&self, position: u64) -> Result<Option<u64>, StoreError> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT position FROM event WHERE position > ? ORDER BY position LIMIT 1",
            )?;
            let found = statement.query_row([position], |row| number(row, 0));
            Ok(found.optional()?)
        })
    }

    async fn lineages(
        &self,
        organizations: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<OrganizationId>>, StoreError> {
        let ids: Vec<[u8; 16]> = (organizations.iter())
            .map(|organization| *organization.0.as_bytes())
            .collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.readers
            .list(move |connection| {
                let marks = vec!["?"; ids.len()].join(", ");
                let mut statement = connection.prepare(&format!(
                    "SELECT descendant, ancestor FROM organization_closure WHERE descendant IN ({marks})"
                ))?;
                let rows = statement.query_map(params_from_iter(ids), |row| {
                    Ok((OrganizationId(uuid(row, 0)?), OrganizationId(uuid(row, 1)?)))
                })?;
                let mut lineages = HashMap::<_, Vec<_>>::new();
                for row in rows {
                    let (descendant, ancestor) = row?;
                    lineages.entry(descendant).or_default().push(ancestor);
                }
                Ok(lineages)
            })
            .await
    }
}
