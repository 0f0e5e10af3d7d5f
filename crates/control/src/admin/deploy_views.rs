//! What operators get back about deploy requests and what holds them up.

use landfall_core::model::{DeployRequest, Freeze, ReviewTimes};
use serde::{Deserialize, Serialize};

/// Deploy requests that wait for a person, and where such are waited for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReviewsView {
    /// The requests, oldest first.
    pub waiting: Vec<RuledView>,
    /// The accounts and environments.
    pub accounts: Vec<ReviewView>,
    /// The environments in which those of all accounts are.
    #[serde(default)]
    pub tenant: ReviewTimes,
}

/// A deploy request that waits for a person, or was decided over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuledView {
    /// Its number.
    pub request: u64,
    /// The account's number.
    pub account: String,
    /// The policy.
    pub policy: u64,
    /// The policy's platform.
    pub platform: String,
    /// Where to apply it.
    pub environment: String,
    /// Where it stands.
    pub state: String,
    /// Since when.
    pub since: String,
    /// Why it was submitted.
    pub message: String,
    /// Who submitted it.
    pub submitter: String,
}

impl RuledView {
    /// A request of that account, submitted by that person.
    pub(super) fn new(request: &DeployRequest, account: String, submitter: String) -> Self {
        Self {
            request: request.id.0,
            account,
            policy: request.policy.0,
            platform: request.platform.to_string(),
            environment: request.environment.to_string(),
            state: request.state.to_string(),
            since: request.updated_at.to_string(),
            message: request.message.clone(),
            submitter,
        }
    }
}

/// That deploy requests of an account are reviewed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The account's number.
    pub account: String,
    /// The environment.
    pub environment: String,
    /// Seconds for a decision.
    pub within: u32,
}

/// A frozen fleet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FreezeView {
    /// The tenant.
    pub tenant: String,
    /// The platform.
    pub platform: String,
    /// The environment.
    pub environment: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: String,
}

impl From<&Freeze> for FreezeView {
    fn from(freeze: &Freeze) -> Self {
        Self {
            tenant: freeze.tenant.to_string(),
            platform: freeze.platform.to_string(),
            environment: freeze.environment.to_string(),
            reason: freeze.reason.clone(),
            since: freeze.since.to_string(),
        }
    }
}
