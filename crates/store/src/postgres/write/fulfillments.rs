//! Fulfillments, and with each its entries in the counted list.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, TenantId, Timestamp},
    model::{FulfillmentDetail, FulfillmentStatus},
};
use uuid::Uuid;

use super::PostgresTransaction;
use crate::{
    FulfillmentWrites, StoreError,
    job::{Move, order_name},
    lists::{Key, List, fulfillment_class},
    postgres::codec::{get, json_option, moment},
};

impl PostgresTransaction {
    /// Moves a fulfillment; false if it does not stand where it is to come from.
    pub(super) async fn move_fulfillment(&mut self, step: &Move<'_>) -> Result<bool, StoreError> {
        let (id, from, to, at) = (step.id, step.from, step.to, step.at);
        // Whoever else moves it is waited for, and then the status is looked at again.
        let found = self
            .row(
                "SELECT seller, updated_at FROM fulfillment WHERE id = $1 AND tenant = $2 AND status = $3 FOR UPDATE",
                &[&id.0, &step.tenant.as_str(), &from.as_str()],
            )
            .await?;
        let Some(row) = found else { return Ok(false) };
        let (seller, updated_at): (Uuid, Timestamp) = (get(&row, 0)?, moment(&row, 1)?);
        let (made, failure) = (
            step.made.map(|account| account.0),
            json_option(step.failure)?,
        );
        let list = List::Fulfillments;
        let update =
            "UPDATE fulfillment SET status = $1, updated_at = $2, account = coalesce($4, account),
               failure = coalesce($5, failure) WHERE id = $3";
        let parameters: super::Parameters<'_> =
            &[&to.as_str(), &at.seconds(), &id.0, &made, &failure];
        let was = Key::of_fulfillment(id, updated_at);
        self.delist(
            (update, parameters),
            list,
            seller,
            fulfillment_class(from),
            was,
        )
        .await?;
        let is = Key::of_fulfillment(id, at);
        self.enlist(("SELECT", &[]), list, seller, fulfillment_class(to), is)
            .await?;
        Ok(true)
    }
}

#[async_trait]
impl FulfillmentWrites for PostgresTransaction {
    async fn insert_fulfillment(&mut self, detail: &FulfillmentDetail) -> Result<(), StoreError> {
        let fulfillment = &detail.fulfillment;
        let failure = json_option(detail.failure.as_ref())?;
        let insert = "INSERT INTO fulfillment (id, tenant, seller, kind, status, account, external_account_id, \"user\",
               created_at, updated_at, request, failure, external_id)
             SELECT $1, tenant, id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM organization
             WHERE tenant = $2 AND id = $3 AND kind <> 'customer'";
        let key = Key::of_fulfillment(fulfillment.id, fulfillment.updated_at);
        let added = self
            .enlist(
                (
                    insert,
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
                        &failure,
                        &order_name(detail),
                    ],
                ),
                List::Fulfillments,
                fulfillment.seller.0,
                fulfillment_class(fulfillment.status),
                key,
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
        .await
    }
}
