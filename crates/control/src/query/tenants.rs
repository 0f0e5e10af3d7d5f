//! Tenants.

use landfall_core::{id::TenantId, model::Tenant};

use crate::{Control, ControlError};

impl Control {
    /// A tenant with its settings as they are now. A point read.
    pub async fn tenant(&self, id: &TenantId) -> Result<Option<Tenant>, ControlError> {
        Ok(self.store.tenant(id).await?)
    }

    /// The tenant of an installation that has one only.
    pub async fn sole_tenant(&self) -> Result<Option<TenantId>, ControlError> {
        let tenants = self.store.tenants().await?;
        match tenants.as_slice() {
            [tenant] => Ok(Some(tenant.id.clone())),
            _ => Ok(None),
        }
    }
}
