//! Sites.

use async_trait::async_trait;
use landfall_core::model::Site;

use crate::StoreError;

/// Writing sites.
#[async_trait]
pub trait SiteWrites: Send {
    /// Adds a site of a customer of its tenant, with its host names.
    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError>;
}
