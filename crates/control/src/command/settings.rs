//! What a platform's owner sets for a tenant.

use std::sync::Arc;

use landfall_core::{
    id::TenantId,
    model::{ResourceKind, Tenant, TenantSettings},
    rules::tenant_settings::{SettingsPatch, changed_settings},
};
use landfall_store::{Transaction, write};
use serde_json::json;

use super::Refusal;
use crate::{Control, ControlError, Provenance, access::NativeCaller};

/// Says of a tenant as it is now whether it is as the caller has seen it.
pub type SettingsSeen = Arc<dyn Fn(&Tenant) -> bool + Send + Sync>;

impl Control {
    /// The tenant of a caller who sees the whole of it. A point read.
    pub async fn tenant_of(&self, caller: &NativeCaller) -> Result<Option<Tenant>, ControlError> {
        if caller.view.root.is_some() {
            return Ok(None);
        }
        Ok(self.store.tenant(&caller.view.tenant).await?)
    }

    /// Changes settings of the caller's tenant, and gives it as it is then. For whoever may write in the whole of it there is one
    /// to be changed. What changes nothing leaves no trace.
    pub async fn change_settings(
        &self,
        caller: &NativeCaller,
        request_id: Option<String>,
        asked: SettingsPatch,
        seen: Option<SettingsSeen>,
    ) -> Result<Tenant, Refusal> {
        self.whole_tenant(caller).await?.ok_or(Refusal::NotFound)?;
        let tenant = caller.view.tenant.clone();
        let provenance = Provenance {
            actor: caller.actor,
            correlation_id: None,
            request_id,
        };
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance, tenant) =
                (Arc::clone(&clock), provenance.clone(), tenant.clone());
            let (asked, seen) = (asked.clone(), seen.clone());
            Box::pin(async move {
                let found = transaction.find_tenant(&tenant).await?;
                let before = found.ok_or(Refusal::NotFound)?;
                if !seen.is_none_or(|seen| seen(&before)) {
                    return Err(Refusal::Stale);
                }
                let settings = asked.over(&before.settings);
                let settings = settings.map_err(|findings| Refusal::Invalid {
                    title: "The settings cannot be so",
                    findings,
                })?;
                let changed = changed_settings(&before.settings, &settings);
                if changed.is_empty() {
                    return Ok(before);
                }
                transaction.set_tenant_settings(&tenant, &settings).await?;
                let event = provenance.event(
                    clock.as_ref(),
                    "tenant.settings_changed",
                    (Some(tenant.clone()), Some(before.organization)),
                    (ResourceKind::Tenant, tenant.to_string()),
                    &json!({ "changed": changed, "settings": settings }),
                );
                transaction.append_event(&event).await?;
                Ok(Tenant { settings, ..before })
            })
        })
        .await
    }
}

/// The settings of a tenant that something belongs to, as they are in a transaction.
pub(super) async fn settings_of(
    transaction: &mut dyn Transaction,
    tenant: &TenantId,
) -> Result<TenantSettings, ControlError> {
    let found = transaction.find_tenant(tenant).await?;
    let gone = || ControlError::Internal(format!("tenant {tenant} is gone"));
    Ok(found.ok_or_else(gone)?.settings)
}
