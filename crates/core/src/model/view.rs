//! How much of the record a caller may see.

use crate::id::{OrganizationId, TenantId};

/// A caller's place in the organization tree. Every query carries one: what is not at or below `root` in `tenant` looks
/// exactly like what does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    /// The one tenant that the caller belongs to.
    pub tenant: TenantId,
    /// The organization at or below which everything is visible; none for the whole tenant.
    pub root: Option<OrganizationId>,
}

impl View {
    /// The view of a whole tenant.
    pub fn whole(tenant: TenantId) -> Self {
        Self { tenant, root: None }
    }

    /// The view of one organization and what hangs below it.
    pub fn below(tenant: TenantId, root: OrganizationId) -> Self {
        Self {
            tenant,
            root: Some(root),
        }
    }
}
