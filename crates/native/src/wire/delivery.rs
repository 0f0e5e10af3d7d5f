//! Deploy requests.

use landfall_control::query::{ListedDeployRequest, Propagation};
use landfall_core::{
    model::{DeployRequest, Transition},
    rules::policy::Finding,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{common::Time, propagation::PropagationView};
use crate::error::{InputError, Problem};

/// "Apply this policy in this environment", as lists have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeployRequestSummary {
    /// Its number.
    id: String,
    /// The customer whose policy it is.
    #[schema(format = Uuid)]
    account_id: String,
    /// The policy.
    policy_id: String,
    /// The policy's platform.
    platform: &'static str,
    /// Where to apply it.
    environment: &'static str,
    /// Where it stands.
    state: &'static str,
    /// Why, in the submitter's words.
    message: String,
    /// The user who submitted it.
    submitter_id: String,
    /// When it was made.
    created_at: Time,
    /// When it last changed.
    updated_at: Time,
}

/// "Apply this policy in this environment", with how far it has got.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeployRequest)]
pub(crate) struct DeployRequestView {
    #[serde(flatten)]
    summary: DeployRequestSummary,
    /// How it got to its state, oldest first.
    history: Vec<TransitionView>,
    /// Where the change was released, oldest first; empty before it was handed to the fleet.
    releases: Vec<ReleaseView>,
    /// How far it has landed; null before it was handed to the fleet.
    propagation: Option<PropagationView>,
}

/// One step of a deploy request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Transition)]
struct TransitionView {
    /// Its number.
    id: String,
    /// The state that was reached.
    state: &'static str,
    /// When.
    at: Time,
    /// By whom.
    user_id: String,
    /// Why, in a sentence; null where the state says it all.
    description: Option<String>,
    /// What is wrong with the stored policy, if its verification failed.
    details: Vec<FindingView>,
}

/// Something that is wrong with a policy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
struct FindingView {
    /// Where, as a JSON pointer (RFC 6901) into the policy.
    pointer: String,
    /// What.
    description: String,
}

/// What is sent with a decision.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = Decision)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionForm {
    /// Why, in at most 1024 characters; the submitter gets to read it. A rejection needs it.
    #[serde(default)]
    #[schema(required = false, example = "agreed with security")]
    reason: Option<String>,
}

impl DecisionForm {
    /// Reads the reason from a body, which may be empty.
    pub(crate) fn read(body: &[u8]) -> Result<Option<String>, Problem> {
        if body.is_empty() {
            return Ok(None);
        }
        // An object first: a form could also be read from a list.
        let members: Result<Map<String, Value>, _> = serde_json::from_slice(body);
        let form = members.and_then(|members| serde_json::from_value::<Self>(members.into()));
        form.map(|form| form.reason)
            .map_err(|error| Problem::body(vec![InputError::member("", error.to_string())]))
    }
}

/// What is sent to have a policy applied.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewDeployRequest)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeployForm {
    /// The customer whose policy it is: any of its names, such as its UUID or its account number.
    #[serde(rename = "account_id")]
    #[schema(example = "0001")]
    pub(crate) account: String,
    /// The policy, which has to be locked.
    policy_id: String,
    /// Where to apply it: `production` or `staging`.
    environment: String,
    /// The policy's platform; if it is given and the policy is for another, nothing happens.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) platform: Option<String>,
    /// Why, in at most 1024 characters.
    #[serde(default)]
    #[schema(required = false, example = "spring release")]
    message: Option<String>,
}

impl DeployForm {
    /// Reads a body.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Problem> {
        // An object first: a form could also be read from a list.
        let members: Result<Map<String, Value>, _> = serde_json::from_slice(body);
        let form = members.and_then(|members| serde_json::from_value(members.into()));
        form.map_err(|error| Problem::body(vec![InputError::member("", error.to_string())]))
    }

    /// The part that is the same in every face, as it is read by the rules.
    pub(crate) fn submission(&self) -> Vec<u8> {
        let message = self.message.as_deref().unwrap_or_default();
        let members = serde_json::json!({
            "policy_id": self.policy_id,
            "environment": self.environment,
            "message": message,
        });
        members.to_string().into_bytes()
    }
}

/// The entry of a change log by which a change was released.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Release)]
struct ReleaseView {
    /// The change log.
    #[schema(format = Uuid)]
    log_id: String,
    /// The entry's revision.
    revision: u64,
    /// The hand-over it belongs to.
    generation: u64,
    /// The POPs it is for; null for all.
    pop_ids: Option<Vec<String>>,
    /// The revision of the rollback that undoes it.
    rolled_back_at_revision: Option<u64>,
}

impl From<DeployRequest> for DeployRequestSummary {
    fn from(request: DeployRequest) -> Self {
        Self {
            id: request.id.to_string(),
            account_id: request.account.to_string(),
            policy_id: request.policy.to_string(),
            platform: request.platform.as_str(),
            environment: request.environment.as_str(),
            state: request.state.as_str(),
            message: request.message,
            submitter_id: request.submitter.to_string(),
            created_at: Time(request.created_at),
            updated_at: Time(request.updated_at),
        }
    }
}

impl From<&Transition> for TransitionView {
    fn from(step: &Transition) -> Self {
        Self {
            id: step.id.to_string(),
            state: step.state.as_str(),
            at: Time(step.at),
            user_id: step.user.to_string(),
            description: step.description.clone(),
            details: step.details.iter().map(FindingView::from).collect(),
        }
    }
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            pointer: finding.pointer.clone(),
            description: finding.description.clone(),
        }
    }
}

impl DeployRequestView {
    /// A request with how far it has got.
    pub(crate) fn new(
        (request, releases): ListedDeployRequest,
        propagation: Option<&Propagation>,
    ) -> Self {
        let releases = releases.iter().map(|release| ReleaseView {
            log_id: release.log.to_string(),
            revision: release.revision.0,
            generation: release.generation.0,
            pop_ids: (release.pops.as_ref())
                .map(|pops| pops.iter().map(ToString::to_string).collect()),
            rolled_back_at_revision: release.rolled_back_at.map(|revision| revision.0),
        });
        Self {
            history: request.history.iter().map(TransitionView::from).collect(),
            releases: releases.collect(),
            propagation: propagation.map(PropagationView::from),
            summary: request.into(),
        }
    }
}
