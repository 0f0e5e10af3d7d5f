//! Fulfillments.

use async_trait::async_trait;
use landfall_core::model::FulfillmentDetail;

use super::PostgresTransaction;
use crate::{FulfillmentWrites, StoreError, postgres::codec::json_option};

#[async_trait]
impl FulfillmentWrites for PostgresTransaction {
    async fn insert_fulfillment(&mut self, detail: &FulfillmentDetail) -> Result<(), StoreError> {
        let fulfillment = &detail.fulfillment;
        let added = self.run(
            "INSERT INTO fulfillment (id, tenant, seller, kind, status, account, external_account_id, \"user\",
               created_at, updated_at, request, failure)
             SELECT $1, tenant, id, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM organization
             WHERE tenant = $2 AND id = $3 AND kind <> 'customer'",
            &[
                &fulfillment.id.0,
                &fulfillment.tenant.as_str(),
                &fulfillment.seller.0,
                &fulfillment.kind.as_str(),
                &fulfillment.status.as_str(),
                &fulfillment.account.map(|account| account.0),
                &fulfillment.external_account_id,
                &fulfillment.user,
                &fulfillment.created_at.seconds(),
                &fulfillment.updated_at.seconds(),
                &detail.request,
                &json_option(detail.failure.as_ref())?,
            ],
        )
        .await?;
        if added == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the seller of fulfillment {} is no partner of its tenant",
                fulfillment.id
            ))));
        }
        Ok(())
    }
}
