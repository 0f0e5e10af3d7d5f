//! Carrying a deploy request on, one state at a time. Each step looks at the record, does what is due, and writes it by compare
//! and set: it may be tried by several at a time, and again after a crash, and happens once.

use std::sync::Arc;

use landfall_core::{
    id::{DeployRequestId, OrganizationId, TenantId},
    model::{DeployRequest, DeployState, View},
    rules::deploying::{Next, REVIEW_WITHIN, Standing, next},
};

use crate::{Control, ControlError};

/// Where a deploy request is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployPlace {
    /// The tenant.
    pub tenant: TenantId,
    /// The account.
    pub account: OrganizationId,
    /// The request.
    pub id: DeployRequestId,
}

impl From<&DeployRequest> for DeployPlace {
    fn from(request: &DeployRequest) -> Self {
        Self {
            tenant: request.tenant.clone(),
            account: request.account,
            id: request.id,
        }
    }
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advanced {
    /// The request has come into this state.
    Moved(DeployState),
    /// Somebody else has moved it meanwhile.
    Overtaken,
    /// There is nothing to do about it for now: time has to pass, a person to decide, or the fleet to be thawed.
    Waits(DeployState),
    /// It is final, or there is no such request.
    Ended,
}

/// Where a request stands.
pub(super) fn standing(request: &DeployRequest) -> Standing {
    Standing {
        state: request.state,
        since: request.updated_at,
    }
}

impl Control {
    /// Takes a deploy request one state on, if anything is due.
    pub async fn advance(&self, place: &DeployPlace) -> Result<Advanced, ControlError> {
        let view = View::whole(place.tenant.clone());
        let found = self
            .store
            .deploy_request(&view, place.account, place.id)
            .await?;
        let Some((request, _)) = found else {
            return Ok(Advanced::Ended);
        };
        let is_blocked = match request.state {
            DeployState::Approved | DeployState::DeploymentDelayed => {
                self.is_frozen(&request).await?
            }
            _ => false,
        };
        let now = self.clock.now();
        match next(standing(&request), now, REVIEW_WITHIN, is_blocked) {
            Next::Nothing => Ok(Advanced::Ended),
            Next::Verify => self.verify(&request).await,
            Next::HandOver => self.hand_over(&request).await,
            Next::Become(_) => self.let_time_tell(&request, None).await,
            // The account may have a time of its own, which the step looks up.
            Next::Wait if request.state == DeployState::PendingReview => {
                self.let_time_tell(&request, None).await
            }
            Next::Wait => Ok(Advanced::Waits(request.state)),
        }
    }

    /// Carries a request on until nothing more can be done about it. What fails is tried again by the worker.
    pub(crate) async fn carry_on(&self, place: &DeployPlace) {
        loop {
            match self.advance(place).await {
                Ok(Advanced::Moved(state)) if state.is_final() || state.waits_for_review() => {
                    return;
                }
                Ok(Advanced::Moved(_) | Advanced::Overtaken) => {}
                Ok(Advanced::Waits(_) | Advanced::Ended) => return,
                Err(error) => {
                    tracing::warn!(%error, request = %place.id, "a deploy request could not be carried on; this is tried again");
                    return;
                }
            }
        }
    }

    /// The same beside the caller, who waits for it until then at most.
    pub(super) async fn carry_on_beside(self: &Arc<Self>, place: DeployPlace) {
        let control = Arc::clone(self);
        let work = tokio::spawn(async move { control.carry_on(&place).await });
        let _ = tokio::time::timeout(super::submit::ANSWER, work).await;
    }

    async fn is_frozen(&self, request: &DeployRequest) -> Result<bool, ControlError> {
        let freezes = self.store.freezes().await?;
        Ok(freezes.iter().any(|freeze| freeze.holds_up(request)))
    }
}
