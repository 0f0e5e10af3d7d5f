//! Fulfillments, and with each its entries in the counted list.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, TenantId, Timestamp},
    model::{FulfillmentDetail, FulfillmentStatus},
};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::SqliteTransaction;
use crate::{
    FulfillmentWrites, StoreError,
    job::{Move, order_name},
    lists::{Key, List, fulfillment_class},
    sqlite::codec::{json_option, uuid},
};

impl SqliteTransaction {
    /// Moves a fulfillment; false if it does not stand where it is to come from.
    pub(super) fn move_fulfillment(&mut self, step: &Move<'_>) -> Result<bool, StoreError> {
        let (id, from, to, at) = (step.id, step.from, step.to, step.at);
        let found: Option<(Uuid, i64)> = self
            .connection()
            .prepare_cached(
                "SELECT seller, updated_at FROM fulfillment WHERE id = ? AND tenant = ? AND status = ?",
            )?
            .query_row(
                params![id.0.as_bytes(), step.tenant.as_str(), from.as_str()],
                |row| Ok((uuid(row, 0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((seller, updated_at)) = found else {
            return Ok(false);
        };
        self.run(
            "UPDATE fulfillment SET status = ?, updated_at = ?, account = coalesce(?, account), failure = coalesce(?, failure)
             WHERE id = ?",
            params![
                to.as_str(),
                at.seconds(),
                step.made.map(|account| *account.0.as_bytes()),
                json_option(step.failure)?,
                id.0.as_bytes()
            ],
        )?;
        let list = List::Fulfillments;
        let was = Key::of_fulfillment(id, Timestamp::from_seconds(updated_at));
        self.delist(list, seller, fulfillment_class(from), was)?;
        let is = Key::of_fulfillment(id, at);
        self.enlist(list, seller, fulfillment_class(to), is)?;
        Ok(true)
    }
}

#[async_trait]
impl FulfillmentWrites for SqliteTransaction {
    async fn insert_fulfillment(&mut self, detail: &FulfillmentDetail) -> Result<(), StoreError> {
        let fulfillment = &detail.fulfillment;
        let added = self.run(
            "INSERT INTO fulfillment (id, tenant, seller, kind, status, account, external_account_id, user,
               created_at, updated_at, request, failure, external_id)
             SELECT ?1, tenant, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM organization
             WHERE tenant = ?2 AND id = ?3 AND kind <> 'customer'",
            params![
                fulfillment.id.0.as_bytes(),
                fulfillment.tenant.as_str(),
                fulfillment.seller.0.as_bytes(),
                fulfillment.kind.as_str(),
                fulfillment.status.as_str(),
                fulfillment.account.map(|account| *account.0.as_bytes()),
                fulfillment.external_account_id,
                fulfillment.user,
                fulfillment.created_at.seconds(),
                fulfillment.updated_at.seconds(),
                detail.request,
                json_option(detail.failure.as_ref())?,
                order_name(detail),
            ],
        )?;
        if added == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the seller of fulfillment {} is no partner of its tenant",
                fulfillment.id
            ))));
        }
        let key = Key::of_fulfillment(fulfillment.id, fulfillment.updated_at);
        let class = fulfillment_class(fulfillment.status);
        self.enlist(List::Fulfillments, fulfillment.seller.0, class, key)
    }

    async fn set_fulfillment_status(
        &mut self,
        tenant: &TenantId,
        id: FulfillmentId,
        from: FulfillmentStatus,
        to: FulfillmentStatus,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.move_fulfillment(&Move {
            tenant,
            id,
            from,
            to,
            at,
            made: None,
            failure: None,
        })
    }
}
