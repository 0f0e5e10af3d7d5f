//! Service lines.

use async_trait::async_trait;
use landfall_core::{
    id::{SubscriptionId, Timestamp},
    model::{Service, Subscription},
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{StoreError, SubscriptionWrites};

#[async_trait]
impl SubscriptionWrites for SqliteTransaction {
    async fn insert_subscription(&mut self, line: &Subscription) -> Result<(), StoreError> {
        let trial_ends_at = match line.service {
            Service::Paid => None,
            Service::Trial { ends_at } => Some(ends_at.seconds()),
        };
        let rows = self.run(
            "INSERT INTO subscription (id, account, sku, quantity, trial_ends_at, ordered_at, ended_at, fulfillment)
             SELECT ?1, o.id, ?3, ?4, ?5, ?6, ?7, ?8 FROM organization o
             WHERE o.id = ?2 AND o.kind = 'customer'
               AND (?8 IS NULL OR EXISTS (SELECT 1 FROM fulfillment f WHERE f.id = ?8 AND f.tenant = o.tenant))",
            params![
                line.id.0.as_bytes(),
                line.account.0.as_bytes(),
                line.sku,
                line.quantity,
                trial_ends_at,
                line.ordered_at.seconds(),
                line.ended_at.map(Timestamp::seconds),
                line.fulfillment.map(|fulfillment| *fulfillment.0.as_bytes()),
            ],
        )?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "line {} has no customer, or no order in the customer's tenant",
                line.id
            ))));
        }
        Ok(())
    }

    async fn end_subscription(
        &mut self,
        id: SubscriptionId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE subscription SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
            params![at.seconds(), id.0.as_bytes()],
        )?;
        Ok(rows == 1)
    }
}
