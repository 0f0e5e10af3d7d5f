//! Policies and deploy requests (rulesv4 contract, sections 5 and 6).

use serde::{Deserialize, Serialize};

use super::{Actor, Environment, Platform};
use crate::{
    id::{DeployRequestId, OrganizationId, PolicyId, RuleId, TenantId, Timestamp, UserId},
    rules::policy::Finding,
};

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
    /// Whether a person has to decide in this state.
    pub fn waits_for_review(self) -> bool {
        matches!(self, Self::PendingReview | Self::Escalated)
    }

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

text_enum! {
    /// What has become of a deploy request. All but `under_way` are an end, though a change that failed may land yet: servers
    /// try again.
    DeployOutcome, "deploy outcome" {
        /// Nothing final yet.
        UnderWay = "under_way",
        /// Every counted server runs it or a later one of the slot.
        Landed = "landed",
        /// It failed on some servers, and no other answer is to be expected.
        Failed = "failed",
        /// It was not let through: its verification failed, or somebody refused it.
        Rejected = "rejected",
        /// It was withdrawn.
        Canceled = "canceled",
        /// A newer one took its place before every server had it.
        Superseded = "superseded",
        /// It was undone.
        RolledBack = "rolled_back",
    }
}

text_enum! {
    /// What happened to a policy.
    PolicyStepKind, "policy step" {
        /// It was made.
        Created = "created",
        /// It was changed.
        Updated = "updated",
        /// It was verified, and is immutable from then on.
        Locked = "locked",
        /// A rule of it was deleted.
        Deleted = "deleted",
    }
}

/// A set of rules of one account for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What lists show of it.
    pub summary: PolicySummary,
    /// The rules, in the order in which they are evaluated.
    pub rules: Vec<Rule>,
    /// How it got to its state, oldest first.
    pub history: Vec<PolicyStep>,
}

/// A policy without its rules and its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySummary {
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// One rule of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// A name that some clients send; none when never given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A text for people; none when never given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The match nodes, a JSON array as text: members, their order and the texts of numbers are the client's.
    pub matches: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// One step of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyStep {
    /// Its number, unique in the installation.
    pub id: u64,
    /// What happened.
    pub kind: PolicyStepKind,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub user: UserId,
}

/// Which policies are wanted. What is not asked for matches every policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyFilter {
    /// Its platform.
    pub platform: Option<Platform>,
    /// Its state.
    pub state: Option<PolicyState>,
    /// A text that stands in its name, its description, or the message of one of its deploy requests, letter case aside
    /// ([`rules::search`](crate::rules::search)).
    pub search: Option<String>,
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
    /// Why, in a sentence; none where the state says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What exactly is wrong with the stored policy, if its verification failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Finding>,
}

/// Where a deploy request applies its policy: an account's place on a platform, in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeploySlot {
    /// The account.
    pub account: OrganizationId,
    /// The policy's platform.
    pub platform: Platform,
    /// The environment.
    pub environment: Environment,
}

impl DeployRequest {
    /// Where it applies its policy.
    pub fn slot(&self) -> DeploySlot {
        DeploySlot {
            account: self.account,
            platform: self.platform,
            environment: self.environment,
        }
    }
}

/// A deploy request with what tells a blind retry of it from a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The request.
    pub request: DeployRequest,
    /// Who sent it; none for one that was brought in from elsewhere.
    pub credential: Option<Actor>,
    /// When it was last sent: when it was made, or repeated since.
    pub sent_at: Timestamp,
    /// Whether what it handed to the fleet was rolled back.
    pub rolled_back: bool,
}

/// What is deployed, or about to be, in one slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotRequests {
    /// The request that is not final; there is one at most.
    pub open: Option<Submission>,
    /// The request that was handed over last.
    pub active: Option<Submission>,
}

impl SlotRequests {
    /// Takes in one of the two.
    pub fn add(&mut self, request: Submission) {
        let place = match request.request.state {
            DeployState::Deployed => &mut self.active,
            _ => &mut self.open,
        };
        *place = Some(request);
    }
}

/// That another person looks at deploy requests of an account before they are handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The tenant.
    pub tenant: TenantId,
    /// The account.
    pub account: OrganizationId,
    /// The environment.
    pub environment: Environment,
    /// Seconds for a decision; then the request is escalated.
    pub within: u32,
}

/// A part of a tenant's fleet to which nothing is handed over for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The tenant.
    pub tenant: TenantId,
    /// The platform.
    pub platform: Platform,
    /// The environment.
    pub environment: Environment,
    /// Why, in the operator's words.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

impl Freeze {
    /// Whether a request is for the frozen fleet.
    pub fn holds_up(&self, request: &DeployRequest) -> bool {
        self.tenant == request.tenant
            && self.platform == request.platform
            && self.environment == request.environment
    }
}

/// A deploy request with the policy it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployRecord {
    /// The request.
    pub request: DeployRequest,
    /// Its policy as it is now.
    pub policy: PolicySummary,
}

/// Which deploy requests are wanted. What is not asked for matches every request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeployFilter {
    /// Its policy's platform.
    pub platform: Option<Platform>,
    /// Where it is to apply.
    pub environment: Option<Environment>,
    /// Where it stands.
    pub state: Option<DeployState>,
    /// Its policy is one of these; when there are none, any will do.
    pub policies: Vec<PolicyId>,
    /// A text that stands in its policy's name or in its message, letter case aside
    /// ([`rules::search`](crate::rules::search)).
    pub search: Option<String>,
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
