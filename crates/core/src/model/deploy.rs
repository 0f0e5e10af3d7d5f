//! Policies and deploy requests (rulesv4 contract, sections 5 and 6).

use serde::{Deserialize, Serialize};

use super::{Environment, Platform};
use crate::id::{DeployRequestId, OrganizationId, PolicyId, TenantId, Timestamp, UserId};

text_enum! {
    /// Whether a policy may still change.
    PolicyState, "policy state" {
        /// Being written.
        Draft = "draft",
        /// Verified and immutable; only such a policy can be deployed.
        Locked = "locked",
    }
}

text_enum! {
    /// Where a deploy request stands.
    DeployState, "deploy request state" {
        /// Accepted and stored.
        Submitted = "submitted",
        /// No verdict yet after the time allowed for one; verification is repeated.
        VerificationDelayed = "verification_delayed",
        /// Verification passed, or an operator approved.
        Approved = "approved",
        /// Verification failed, or an operator rejected. Final.
        Rejected = "rejected",
        /// Waits for the decision of another person than the submitter.
        PendingReview = "pending_review",
        /// The time for that decision has passed, or an operator asked for help.
        Escalated = "escalated",
        /// Withdrawn. Final.
        Canceled = "canceled",
        /// The hand-over is blocked.
        DeploymentDelayed = "deployment_delayed",
        /// Handed to the fleet: durable in the change log. Final.
        Deployed = "deployed",
    }
}

impl DeployState {
    /// Whether nothing follows this state.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Rejected | Self::Canceled | Self::Deployed)
    }

    /// Whether a request in this state may go to `next`.
    pub fn may_become(self, next: Self) -> bool {
        use DeployState::{
            Approved, Canceled, Deployed, DeploymentDelayed, Escalated, PendingReview, Rejected,
            Submitted, VerificationDelayed,
        };
        match self {
            Submitted => matches!(
                next,
                VerificationDelayed | Approved | Rejected | PendingReview
            ),
            VerificationDelayed => matches!(next, Approved | Rejected | PendingReview),
            PendingReview => matches!(next, Approved | Rejected | Escalated | Canceled),
            Escalated => matches!(next, Approved | Rejected | Canceled),
            Approved => matches!(next, DeploymentDelayed | Deployed),
            DeploymentDelayed => matches!(next, Deployed),
            Rejected | Canceled | Deployed => false,
        }
    }
}

/// A set of rules of one account for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its number.
    pub id: PolicyId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The customer whose rules they are.
    pub account: OrganizationId,
    /// 1–50 characters; need not be unique.
    pub name: String,
    /// A text for people; none when never given.
    pub description: Option<String>,
    /// Whether it may still change.
    pub state: PolicyState,
    /// What it is for; fixed.
    pub platform: Platform,
    /// The rules as JSON text, as they were sent.
    pub rules: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// "Apply this policy in this environment."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployRequest {
    /// Its number.
    pub id: DeployRequestId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The customer whose policy it is.
    pub account: OrganizationId,
    /// The policy.
    pub policy: PolicyId,
    /// The policy's platform.
    pub platform: Platform,
    /// Where to apply it.
    pub environment: Environment,
    /// Where it stands.
    pub state: DeployState,
    /// Why, in the submitter's words.
    pub message: String,
    /// Who submitted it.
    pub submitter: UserId,
    /// How it got to its state, oldest first.
    pub history: Vec<Transition>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One step of a deploy request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Its number, unique in the installation.
    pub id: u64,
    /// The state that was reached.
    pub state: DeployState,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub user: UserId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_states_lead_nowhere_and_the_others_somewhere() {
        for &state in DeployState::ALL {
            let leads_on = DeployState::ALL.iter().any(|&next| state.may_become(next));
            assert_eq!(state.is_final(), !leads_on, "{state}");
        }
    }

    #[test]
    fn every_state_but_the_first_is_reached_from_somewhere() {
        for &next in DeployState::ALL {
            let reached = DeployState::ALL.iter().any(|state| state.may_become(next));
            assert_eq!(reached, next != DeployState::Submitted, "{next}");
        }
    }
}
