//! The service catalogue.

use async_trait::async_trait;
use landfall_core::{id::TenantId, model::Offer};

use super::PostgresTransaction;
use crate::{
    CatalogueWrites, StoreError,
    postgres::read::orders::{OFFER, offer},
};

#[async_trait]
impl CatalogueWrites for PostgresTransaction {
    async fn insert_offer(&mut self, offer: &Offer) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO offer (tenant, sku, name, offered, updated_at) VALUES ($1, $2, $3, $4, $5)",
            &[
                &offer.tenant.as_str(),
                &offer.sku,
                &offer.name,
                &offer.offered,
                &offer.updated_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn put_offer(&mut self, offer: &Offer) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO offer (tenant, sku, name, offered, updated_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant, sku) DO UPDATE SET name = excluded.name, offered = excluded.offered,
               updated_at = excluded.updated_at",
            &[
                &offer.tenant.as_str(),
                &offer.sku,
                &offer.name,
                &offer.offered,
                &offer.updated_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_offers(
        &mut self,
        tenant: &TenantId,
        skus: &[String],
    ) -> Result<Vec<Offer>, StoreError> {
        // In the order of the SKUs, so that two who ask for the same ones do not wait for each other.
        let sql = format!(
            "SELECT {OFFER} FROM offer WHERE tenant = $1 AND sku = ANY($2) ORDER BY sku FOR SHARE"
        );
        let rows = self.rows_of(&sql, &[&tenant.as_str(), &skus]).await?;
        rows.iter().map(offer).collect()
    }
}
