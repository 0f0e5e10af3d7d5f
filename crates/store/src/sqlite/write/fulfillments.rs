//! Fulfillments.

use async_trait::async_trait;
use landfall_core::model::FulfillmentDetail;
use rusqlite::params;

use super::SqliteTransaction;
use crate::{FulfillmentWrites, StoreError, sqlite::codec::json_option};

#[async_trait]
impl FulfillmentWrites for SqliteTransaction {
    async fn insert_fulfillment(&mut self, detail: &FulfillmentDetail) -> Result<(), StoreError> {
        let fulfillment = &detail.fulfillment;
        self.run(
            "INSERT INTO fulfillment (id, tenant, seller, kind, status, account, external_account_id, user,
               created_at, updated_at, request, failure)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            ],
        )?;
        Ok(())
    }
}
