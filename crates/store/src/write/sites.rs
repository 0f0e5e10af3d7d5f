//! Sites.

use async_trait::async_trait;
use landfall_core::{
    id::{Hostname, OrganizationId, SiteId, TenantId},
    model::Site,
};

use crate::StoreError;

/// Writing sites.
#[async_trait]
pub trait SiteWrites: Send {
    /// Adds a site of a customer of its tenant, with its host names.
    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError>;

    /// The sites of an account, by number. Nobody else finds them so until the transaction ends, also when
    /// there are none yet.
    async fn find_sites(&mut self, account: OrganizationId) -> Result<Vec<Site>, StoreError>;

    /// Those of the host names that a site of the tenant has, each with the site. Not kept from change: what must not be there
    /// twice is kept out when it is added.
    async fn find_hostnames(
        &mut self,
        tenant: &TenantId,
        hostnames: &[Hostname],
    ) -> Result<Vec<(Hostname, SiteId)>, StoreError>;

    /// Replaces a site's origin, upstreams and host names; false if its account has none of that number.
    async fn update_site(&mut self, site: &Site) -> Result<bool, StoreError>;

    /// Removes a site with its host names; false if there is none.
    async fn delete_site(&mut self, site: SiteId) -> Result<bool, StoreError>;
}
