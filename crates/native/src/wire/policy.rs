//! Policies.

use http::HeaderValue;
use landfall_core::model::{Policy, PolicyStep, PolicySummary, Rule};
use landfall_http::etag::etag;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::common::{Time, given, json};

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
    /// The match nodes, word for word as they were sent.
    #[schema(value_type = Vec<Object>)]
    matches: Box<RawValue>,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

/// A policy to add. What an answer has beside that may be sent too and is not looked at, so that what was read can be added
/// again.
#[derive(ToSchema)]
#[schema(as = NewPolicy)]
#[expect(
    dead_code,
    reason = "the body as the document describes it; the core reads it"
)]
pub(crate) struct NewPolicyForm {
    /// The customer whose rules they are: its id, or another of its names.
    #[schema(example = "0001")]
    account_id: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 50)]
    name: String,
    /// A text for people.
    #[schema(required = false)]
    description: Option<String>,
    /// `draft`; or `locked`, to have it verified and made immutable at once.
    #[schema(example = "draft")]
    state: String,
    /// What it is for: `http_large`, `http_small` or `adn`.
    #[schema(example = "http_large")]
    platform: String,
    /// The rules, in the order in which they are evaluated.
    #[schema(min_items = 1, max_items = 1000)]
    rules: Vec<NewRuleForm>,
}

/// What is to change of a policy. What is not sent, or null, stays as it is.
#[derive(ToSchema)]
#[schema(as = PolicyChange)]
#[expect(
    dead_code,
    reason = "the body as the document describes it; the core reads it"
)]
pub(crate) struct PolicyChangeForm {
    /// Its name.
    #[schema(required = false, min_length = 1, max_length = 50)]
    name: Option<String>,
    /// A text for people; an empty one takes it away.
    #[schema(required = false)]
    description: Option<String>,
    /// `locked` has it verified and makes it immutable.
    #[schema(required = false, example = "locked")]
    state: Option<String>,
    /// Rules: one with the id of a stored rule takes its place, others come behind the last.
    #[schema(required = false, max_items = 1000)]
    rules: Option<Vec<NewRuleForm>>,
}

/// One rule, as it is sent.
#[derive(ToSchema)]
#[schema(as = NewRule)]
#[expect(
    dead_code,
    reason = "the body as the document describes it; the core reads it"
)]
struct NewRuleForm {
    /// In a change, the stored rule whose place it takes.
    #[schema(required = false)]
    id: Option<String>,
    /// A name.
    #[schema(required = false)]
    name: Option<String>,
    /// A text for people.
    #[schema(required = false)]
    description: Option<String>,
    /// The match nodes; docs/rules.md says what they can be.
    #[schema(value_type = Vec<Object>, min_items = 1)]
    matches: Vec<()>,
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
            matches: RawValue::from_string(rule.matches)
                .unwrap_or_else(|_| RawValue::NULL.to_owned()),
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

impl PolicyView {
    /// The tag of a policy as it is shown.
    pub(crate) fn tag(policy: &Policy) -> HeaderValue {
        etag(&json(&Self::from(policy.clone())))
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
