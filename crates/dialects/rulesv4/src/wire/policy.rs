//! Policies (rulesv4 contract, section 5).

use landfall_control::query::WithPeople;
use landfall_core::model::{Policy, PolicyStep, PolicySummary, Rule};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{nodes::shown, person::Person};
use crate::routes::POLICIES;

/// A policy; what is `None` is left out.
#[derive(Serialize)]
pub(crate) struct PolicyBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    kind: &'static str,
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    policy_type: &'static str,
    state: &'static str,
    platform: &'static str,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<RuleBody<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<StepBody<'a>>>,
}

#[derive(Serialize)]
struct RuleBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    kind: &'static str,
    id: String,
    ordinal: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    created_at: String,
    updated_at: String,
    matches: Box<RawValue>,
}

#[derive(Serialize)]
struct StepBody<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    user: Person<'a>,
}

/// A policy as lists and deploy requests show it.
pub(crate) fn listed_policy(summary: &PolicySummary) -> PolicyBody<'_> {
    PolicyBody {
        place: format!("{POLICIES}/{}", summary.id),
        kind: "Policy",
        id: summary.id.to_string(),
        name: &summary.name,
        description: summary.description.as_deref(),
        policy_type: "customer",
        state: summary.state.as_str(),
        platform: summary.platform.as_str(),
        created_at: summary.created_at.to_string(),
        updated_at: summary.updated_at.to_string(),
        rules: None,
        history: None,
    }
}

/// A policy whole; an error if its rules cannot be read.
pub(crate) fn policy(found: &WithPeople<Policy>) -> serde_json::Result<PolicyBody<'_>> {
    let policy = &found.thing;
    let head = listed_policy(&policy.summary);
    let rules = (1..).zip(&policy.rules);
    let rules = rules.map(|(ordinal, one)| rule(&head.place, ordinal, one));
    let rules = rules.collect::<Result<_, _>>()?;
    let history = policy.history.iter().map(|one| step(found, one)).collect();
    Ok(PolicyBody {
        rules: Some(rules),
        history: Some(history),
        ..head
    })
}

fn rule<'a>(policy: &str, ordinal: usize, rule: &'a Rule) -> serde_json::Result<RuleBody<'a>> {
    Ok(RuleBody {
        place: format!("{policy}/rules/{}", rule.id),
        kind: "Rule",
        id: rule.id.to_string(),
        ordinal,
        name: rule.name.as_deref(),
        description: rule.description.as_deref(),
        created_at: rule.created_at.to_string(),
        updated_at: rule.updated_at.to_string(),
        matches: shown(&rule.matches)?,
    })
}

fn step<'a>(found: &'a WithPeople<Policy>, step: &PolicyStep) -> StepBody<'a> {
    StepBody {
        id: step.id,
        kind: step.kind.as_str(),
        created_at: step.at.to_string(),
        user: Person::of(found, step.user),
    }
}
