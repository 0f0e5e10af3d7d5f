//! The service catalogue.

use async_trait::async_trait;
use landfall_core::{id::TenantId, model::Offer};

use crate::StoreError;

/// Writing the service catalogue.
#[async_trait]
pub trait CatalogueWrites: Send {
    /// Adds an offer, whose SKU the tenant's catalogue does not have yet.
    async fn insert_offer(&mut self, offer: &Offer) -> Result<(), StoreError>;

    /// Adds an offer, or replaces the one of its SKU.
    async fn put_offer(&mut self, offer: &Offer) -> Result<(), StoreError>;

    /// Those of the SKUs that a tenant's catalogue has, in no particular order. Nobody changes them until the transaction ends.
    async fn find_offers(
        &mut self,
        tenant: &TenantId,
        skus: &[String],
    ) -> Result<Vec<Offer>, StoreError>;
}
