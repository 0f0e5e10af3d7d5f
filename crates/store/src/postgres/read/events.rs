//! Where the events stand, and who sees them.

use std::collections::HashMap;

use async_trait::async_trait;
use landfall_core::id::{OrganizationId, counter};
use uuid::Uuid;

use super::offset;
use crate::{
    EventReads, EventSpan, StoreError,
    postgres::{
        PostgresStore,
        codec::{get, number},
    },
};

const SPAN: &str = "SELECT coalesce((SELECT value FROM counter WHERE name = $1), 0),
     coalesce((SELECT max(position) FROM event), 0)";

#[async_trait]
impl EventReads for PostgresStore {
    async fn event_span(&self) -> Result<EventSpan, StoreError> {
        // Asked first: what is settled then is seen by the statement behind it.
        let settled = self.settled_after(0).await?;
        let row = self.row(SPAN, &[&counter::EVENTS_SWEPT]).await?;
        let row = row.ok_or_else(|| StoreError::Engine("the events have no span".to_owned()))?;
        let (swept, last): (u64, u64) = (number(&row, 0)?, number(&row, 1)?);
        let settled = u64::try_from(settled).unwrap_or_default().max(swept);
        Ok(EventSpan {
            swept,
            settled,
            newest: last.max(settled),
        })
    }

    async fn event_behind(&self, position: u64) -> Result<Option<u64>, StoreError> {
        let found = self
            .row(
                "SELECT position FROM event WHERE position > $1 ORDER BY position LIMIT 1",
                &[&offset(position)],
            )
            .await?;
        found.map(|row| number(&row, 0)).transpose()
    }

    async fn lineages(
        &self,
        organizations: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<OrganizationId>>, StoreError> {
        if organizations.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = organizations
            .iter()
            .map(|organization| organization.0)
            .collect();
        let rows = self
            .rows(
                "SELECT descendant, ancestor FROM organization_closure WHERE descendant = ANY($1)",
                &[&ids],
            )
            .await?;
        let mut lineages = HashMap::<_, Vec<_>>::new();
        for row in &rows {
            let (descendant, ancestor) = (get(row, 0)?, get(row, 1)?);
            lineages
                .entry(OrganizationId(descendant))
                .or_default()
                .push(OrganizationId(ancestor));
        }
        Ok(lineages)
    }
}
