//! Sites, and the rules that name them.

use async_trait::async_trait;
use landfall_core::{
    id::{EdgeCnameId, OrganizationId, RuleId, SiteId},
    model::{Site, View},
};

use crate::StoreError;

/// Reading sites.
#[async_trait]
pub trait SiteReads: Send + Sync {
    /// The sites of `account` with their host names, by number; none if the account is not in view.
    async fn sites(&self, view: &View, account: OrganizationId) -> Result<Vec<Site>, StoreError>;

    /// The rules that name the origin of that site, of the account's active policies: on each platform and in each environment
    /// the one that was handed over last. By number, each once; none if the site is not `account`'s or the account not in view.
    async fn rules_of_origin(
        &self,
        view: &View,
        account: OrganizationId,
        site: SiteId,
    ) -> Result<Option<Vec<RuleId>>, StoreError>;

    /// The same for the rules that name that host name.
    async fn rules_of_edge_cname(
        &self,
        view: &View,
        account: OrganizationId,
        cname: EdgeCnameId,
    ) -> Result<Option<Vec<RuleId>>, StoreError>;
}
