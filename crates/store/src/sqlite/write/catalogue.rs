//! The service catalogue.

use async_trait::async_trait;
use landfall_core::{id::TenantId, model::Offer};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{
    CatalogueWrites, StoreError,
    sqlite::{
        codec::json,
        read::orders::{OFFER, offer},
    },
};

#[async_trait]
impl CatalogueWrites for SqliteTransaction {
    async fn insert_offer(&mut self, offer: &Offer) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO offer (tenant, sku, name, offered, updated_at) VALUES (?, ?, ?, ?, ?)",
            params![
                offer.tenant.as_str(),
                offer.sku,
                offer.name,
                offer.offered,
                offer.updated_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn put_offer(&mut self, offer: &Offer) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO offer (tenant, sku, name, offered, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (tenant, sku) DO UPDATE SET name = ?3, offered = ?4, updated_at = ?5",
            params![
                offer.tenant.as_str(),
                offer.sku,
                offer.name,
                offer.offered,
                offer.updated_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn find_offers(
        &mut self,
        tenant: &TenantId,
        skus: &[String],
    ) -> Result<Vec<Offer>, StoreError> {
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT {OFFER} FROM offer WHERE tenant = ? AND sku IN (SELECT value FROM json_each(?))"
        ))?;
        let found = statement.query_map(params![tenant.as_str(), json(skus)?], offer)?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
