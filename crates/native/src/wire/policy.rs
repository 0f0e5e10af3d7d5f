//! Policies.

use landfall_core::model::{Policy, PolicyStep, PolicySummary, Rule};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::common::{Time, given};

/// A set of rules of one account for one platform, as lists have it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicySummary)]
pub(crate) struct PolicySummaryView {
    /// Its number.
    id: String,
    /// The customer whose rules they are.
    #[schema(format = Uuid)]
    account_id: String,
    /// Its name.
    name: String,
    /// A text for people.
    description: Option<String>,
    /// `draft`, or `locked`: verified and immutable.
    state: &'static str,
    /// What it is for.
    platform: &'static str,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

/// A set of rules of one account for one platform.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Policy)]
pub(crate) struct PolicyView {
    #[serde(flatten)]
    summary: PolicySummaryView,
    /// The rules, in the order in which they are evaluated.
    rules: Vec<RuleView>,
    /// How it got to its state, oldest first.
    history: Vec<StepView>,
}

/// One rule of a policy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rule)]
struct RuleView {
    /// Its number.
    id: String,
    /// A name.
    name: Option<String>,
    /// A text for people.
    description: Option<String>,
    /// The match nodes, as they were sent to rulesv4.
    #[schema(value_type = Vec<Object>)]
    matches: Value,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

/// One step of a policy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicyStep)]
struct StepView {
    /// Its number.
    id: String,
    /// What happened: `created`, `updated`, `locked` or `deleted` (a rule of it).
    kind: &'static str,
    /// When.
    at: Time,
    /// By whom.
    user_id: String,
}

impl From<PolicySummary> for PolicySummaryView {
    fn from(policy: PolicySummary) -> Self {
        Self {
            id: policy.id.to_string(),
            account_id: policy.account.to_string(),
            name: policy.name,
            description: policy.description.and_then(given),
            state: policy.state.as_str(),
            platform: policy.platform.as_str(),
            created_at: Time(policy.created_at),
            updated_at: Time(policy.updated_at),
        }
    }
}

impl From<Rule> for RuleView {
    fn from(rule: Rule) -> Self {
        Self {
            id: rule.id.to_string(),
            name: rule.name,
            description: rule.description,
            // The record keeps what was read as JSON once.
            matches: serde_json::from_str(&rule.matches).unwrap_or_default(),
            created_at: Time(rule.created_at),
            updated_at: Time(rule.updated_at),
        }
    }
}

impl From<PolicyStep> for StepView {
    fn from(step: PolicyStep) -> Self {
        Self {
            id: step.id.to_string(),
            kind: step.kind.as_str(),
            at: Time(step.at),
            user_id: step.user.to_string(),
        }
    }
}

impl From<Policy> for PolicyView {
    fn from(policy: Policy) -> Self {
        Self {
            summary: policy.summary.into(),
            rules: policy.rules.into_iter().map(RuleView::from).collect(),
            history: policy.history.into_iter().map(StepView::from).collect(),
        }
    }
}
