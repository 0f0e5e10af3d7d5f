//! Lists of accounts and of groups, as vipmp asks for them.

use async_trait::async_trait;
use landfall_core::{
    id::{TenantId, VipmpId},
    model::{AccountQuery, AccountSummary, FoundGroup, Page, PageRequest, View},
};

use crate::StoreError;

/// Listing resellers, their customers, and groups of large agencies.
#[async_trait]
pub trait AccountListReads: Send + Sync {
    /// A page of the resellers and MSPs in view that match the query, in its order. The rows and the total are of one
    /// snapshot.
    async fn resellers(
        &self,
        view: &View,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Page<AccountSummary>, StoreError>;

    /// A page of the customers of whom the reseller or MSP of that number is the nearest above, and which match the query,
    /// in its order; none if the reseller is not in view. The rows and the total are of one snapshot.
    async fn customers(
        &self,
        view: &View,
        reseller: &VipmpId,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Option<Page<AccountSummary>>, StoreError>;

    /// A tenant's groups of large government agencies of that country whose name has `name` in it, letter case aside; the
    /// newest first, of one second the longer id first, then the greater by bytes.
    async fn large_agency_groups(
        &self,
        tenant: &TenantId,
        country: &str,
        name: &str,
    ) -> Result<Vec<FoundGroup>, StoreError>;
}
