//! How far a deploy request has got.

use landfall_core::{
    id::{DeployRequestId, OrganizationId},
    model::{DeployRequest, DeployState, Environment, Release, View},
};
use landfall_feed::Propagation;

use crate::{Control, ControlError};

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
    /// request. A point read, and a count in memory.
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
        let landed = self.landed(&request, &releases);
        Ok(Some(landed.map_or(
            PropagationStatus::NotHandedOver,
            PropagationStatus::HandedOver,
        )))
    }

    /// How far a deploy request with these releases has got, counted from where the servers stand now; none before it was
    /// handed to the fleet.
    pub fn landed(&self, request: &DeployRequest, releases: &[Release]) -> Option<Propagation> {
        (request.state == DeployState::Deployed).then(|| {
            self.fleet.propagation(
                &request.tenant,
                request.platform,
                request.environment,
                releases,
            )
        })
    }
}
