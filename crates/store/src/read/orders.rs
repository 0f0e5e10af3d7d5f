//! Open orders and what they are judged by. These reads are Landfall's own, and not bound to a view.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{Offer, OrganizationKind},
};

use crate::{JobsDue, StoreError};

/// Reading what orders need.
#[async_trait]
pub trait OrderReads: Send + Sync {
    /// Whether any job can be taken. A point read.
    async fn is_job_due(&self, due: &JobsDue) -> Result<bool, StoreError>;

    /// An organization of the tenant and those above it, the nearest first; nothing if there is none of that id. A point read.
    async fn lineage(
        &self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Vec<(OrganizationId, OrganizationKind)>, StoreError>;

    /// A tenant's catalogue behind a SKU, by SKU, at most `limit`.
    async fn offers(
        &self,
        tenant: &TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Offer>, StoreError>;

    /// The offer of that SKU. A point read.
    async fn offer(&self, tenant: &TenantId, sku: &str) -> Result<Option<Offer>, StoreError>;
}
