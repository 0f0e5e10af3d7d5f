//! How far a deploy request has got.

use landfall_core::{
    id::{DeployRequestId, OrganizationId},
    model::{DeployRequest, DeployState, Environment, Release, View},
};
use landfall_feed::Propagation;

use crate::{Control, ControlError, ownership::Question};

/// How far a deploy request has got.
#[derive(Debug)]
pub enum PropagationStatus {
    /// It asks for the staging environment, for which the rulesv4 dialect tells nothing.
    Staging,
    /// It has not been handed to the fleet, or never will be.
    NotHandedOver,
    /// It was handed to the fleet and stands there.
    HandedOver(Propagation),
}

impl Control {
    /// How far a deploy request of `account` has got, counted from where the servers stand now; none if there is no such
    /// request. A point read, and a count in memory: this process's, or that of the one that owns the fleet.
    pub async fn propagation(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<PropagationStatus>, ControlError> {
        let Some((request, releases)) = self.store.deploy_request(view, account, id).await? else {
            return Ok(None);
        };
        if request.environment == Environment::Staging {
            return Ok(Some(PropagationStatus::Staging));
        }
        let landed = self.landed(&request, &releases).await?;
        Ok(Some(landed.map_or(
            PropagationStatus::NotHandedOver,
            PropagationStatus::HandedOver,
        )))
    }

    /// How far a deploy request with these releases has got, counted from where the servers stand now; none before it was
    /// handed to the fleet.
    pub async fn landed(
        &self,
        request: &DeployRequest,
        releases: &[Release],
    ) -> Result<Option<Propagation>, ControlError> {
        if request.state != DeployState::Deployed {
            return Ok(None);
        }
        let mut releases = releases.to_vec();
        let everywhere = releases.iter().any(|release| release.pops.is_none());
        if let Some(own) = releases.first().filter(|_| !everywhere) {
            // Where its waves did not come, a later generation of the slot counts.
            let later = self
                .store
                .later_releases(own.log, &own.slot, own.generation);
            releases.extend(later.await?);
        }
        Ok(Some(self.count(&question(request, releases)).await?))
    }
}

/// How far these releases of a deploy request, and of later ones in its place, have landed.
pub(super) fn question(request: &DeployRequest, releases: Vec<Release>) -> Question {
    let mut history = request.history.iter().rev();
    let handed_over = history.find(|step| step.state == DeployState::Deployed);
    Question {
        tenant: request.tenant.clone(),
        platform: request.platform,
        environment: request.environment,
        releases,
        handed_over_at: handed_over.map_or(request.updated_at, |step| step.at),
    }
}
