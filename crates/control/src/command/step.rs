//! One step of a deploy request: the new state, with who brought it there and why, and the event of it. Both commit together.

use landfall_core::{
    id::{UserId, counter},
    model::{DeployRequest, DeployState, NewEvent, ResourceKind, Transition},
    rules::policy::Finding,
};
use landfall_store::{StoreError, Transaction};
use serde_json::json;

use crate::{Clock, Provenance};

/// A step to a state.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) state: DeployState,
    pub(super) user: UserId,
    /// Why, in a sentence.
    pub(super) description: Option<String>,
    /// What is wrong with the policy.
    pub(super) details: Vec<Finding>,
}

impl Step {
    /// A step of that user, which needs no words.
    pub(super) fn of(user: UserId, state: DeployState) -> Self {
        Self {
            state,
            user,
            description: None,
            details: Vec::new(),
        }
    }

    /// A step of Landfall itself.
    pub(super) fn automatic(state: DeployState) -> Self {
        Self::of(UserId::SYSTEM, state)
    }

    /// The same with a reason.
    pub(super) fn because(self, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..self
        }
    }

    /// Notes the step in the request, and gives its event. Neither is written yet.
    pub(super) async fn taken(
        self,
        transaction: &mut dyn Transaction,
        request: &mut DeployRequest,
        (provenance, clock): (&Provenance, &dyn Clock),
    ) -> Result<NewEvent, StoreError> {
        // A clock that was set back does not put a step before the one it follows.
        let at = clock.now().max(request.updated_at);
        let event = provenance.event(
            clock,
            event_kind(self.state),
            (Some(request.tenant.clone()), Some(request.account)),
            (ResourceKind::DeployRequest, request.id.to_string()),
            &json!({
                "state": self.state,
                "policy": request.policy,
                "platform": request.platform,
                "environment": request.environment,
                "user": self.user,
                "reason": self.description,
                "findings": self.details.len(),
            }),
        );
        request.state = self.state;
        request.updated_at = at;
        request.history.push(Transition {
            id: transaction.next_number(counter::TRANSITION).await?,
            state: self.state,
            at,
            user: self.user,
            description: self.description,
            details: self.details,
        });
        Ok(event)
    }

    /// Takes the step of a request that the transaction has found.
    pub(super) async fn write(
        self,
        transaction: &mut dyn Transaction,
        request: &mut DeployRequest,
        by: (&Provenance, &dyn Clock),
    ) -> Result<(), StoreError> {
        let event = self.taken(&mut *transaction, request, by).await?;
        transaction.update_deploy_request(request).await?;
        transaction.append_event(&event).await
    }
}

fn event_kind(state: DeployState) -> &'static str {
    match state {
        DeployState::Submitted => "deploy_request.submitted",
        DeployState::VerificationDelayed => "deploy_request.verification_delayed",
        DeployState::Approved => "deploy_request.approved",
        DeployState::Rejected => "deploy_request.rejected",
        DeployState::PendingReview => "deploy_request.pending_review",
        DeployState::Escalated => "deploy_request.escalated",
        DeployState::Canceled => "deploy_request.canceled",
        DeployState::DeploymentDelayed => "deploy_request.deployment_delayed",
        DeployState::Deployed => "deploy_request.deployed",
    }
}
