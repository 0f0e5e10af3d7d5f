//! Freezing fleets: deploy requests are taken and verified, and nothing is handed over until the fleet is thawed. What was
//! handed over before goes on landing.

use std::sync::Arc;

use landfall_core::model::{Environment, Freeze, Platform, ResourceKind};
use serde_json::json;

use super::{AdminReply, FleetChange, FreezeView, execute::Intent};
use crate::{Control, ControlError};

/// Characters of a reason.
const LONGEST_REASON: usize = 500;

impl FleetChange {
    /// The fleets that are named, in order.
    fn fleets(&self) -> Vec<(Platform, Environment)> {
        let mut fleets = Vec::new();
        for &platform in Platform::ALL {
            for &environment in Environment::ALL {
                if self.platform.is_none_or(|named| named == platform)
                    && self.environment.is_none_or(|named| named == environment)
                {
                    fleets.push((platform, environment));
                }
            }
        }
        fleets
    }
}

impl Control {
    pub(super) async fn freeze(
        &self,
        change: FleetChange,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let tenant = self.known_tenant(&change.tenant).await?;
        let reason = change.reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON || reason.contains('\0') {
            return Err(ControlError::Invalid(format!(
                "reason: 1 to {LONGEST_REASON} characters, which submitters get to read"
            )));
        }
        let (fleets, since) = (change.fleets(), self.clock.now());
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "fleet.frozen",
            (Some(tenant.id.clone()), Some(tenant.organization)),
            (ResourceKind::Tenant, tenant.id.to_string()),
            &json!({ "platform": change.platform, "environment": change.environment, "reason": reason }),
        );
        let freezes: Arc<[Freeze]> = fleets
            .into_iter()
            .map(|(platform, environment)| Freeze {
                tenant: tenant.id.clone(),
                platform,
                environment,
                reason: reason.clone(),
                since,
            })
            .collect();
        self.commit(intent, move |transaction| {
            let (freezes, event) = (Arc::clone(&freezes), event.clone());
            Box::pin(async move {
                let mut frozen = false;
                for freeze in freezes.iter() {
                    frozen |= transaction.insert_freeze(freeze).await?;
                }
                if !frozen {
                    return Err(ControlError::Conflict(
                        "it is frozen already; `landfall fleet frozen` shows why".to_owned(),
                    ));
                }
                let views = freezes.iter().map(FreezeView::from).collect();
                Ok((AdminReply::Freezes(views), event))
            })
        })
        .await?;
        self.list_freezes().await
    }

    pub(super) async fn thaw(
        &self,
        change: FleetChange,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let tenant = self.known_tenant(&change.tenant).await?;
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "fleet.thawed",
            (Some(tenant.id.clone()), Some(tenant.organization)),
            (ResourceKind::Tenant, tenant.id.to_string()),
            &json!({ "platform": change.platform, "environment": change.environment }),
        );
        let fleets: Arc<[(Platform, Environment)]> = change.fleets().into();
        self.commit(intent, move |transaction| {
            let (fleets, event) = (Arc::clone(&fleets), event.clone());
            let tenant = tenant.id.clone();
            Box::pin(async move {
                let mut thawed = false;
                for (platform, environment) in fleets.iter() {
                    thawed |= transaction
                        .delete_freeze(&tenant, *platform, *environment)
                        .await?;
                }
                if !thawed {
                    return Err(ControlError::Conflict(
                        "nothing of it is frozen; `landfall fleet frozen` shows what is".to_owned(),
                    ));
                }
                Ok((AdminReply::Freezes(Vec::new()), event))
            })
        })
        .await?;
        // What waited need not wait for the next look.
        self.deploys.notify_one();
        self.list_freezes().await
    }

    pub(super) async fn list_freezes(&self) -> Result<AdminReply, ControlError> {
        let freezes = self.store.freezes().await?;
        Ok(AdminReply::Freezes(
            freezes.iter().map(FreezeView::from).collect(),
        ))
    }
}
