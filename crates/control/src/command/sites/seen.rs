//! What goes in and comes out of a change of a site.

use std::sync::Arc;

use landfall_core::{id::DeployRequestId, model::Site};

/// Says of a site as it is now whether it is the one that the caller has seen.
pub type SiteSeen = Arc<dyn Fn(&Site) -> bool + Send + Sync>;

/// A site that was changed, with the deploy requests that carry the change to the fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteChanged {
    /// The site as it is now; as it was, if it was removed.
    pub site: Site,
    /// One for each slot in which a policy of the account is active.
    pub requests: Vec<DeployRequestId>,
}
