//! Policies (rulesv4 contract, section 5).

use std::borrow::Cow;

use landfall_control::query::WithPeople;
use landfall_core::model::{Policy, PolicyStep, PolicyStepKind, PolicySummary, Rule};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    nodes::{MatchNode, shown},
    person::Person,
    shapes::{Id, Time, always, never, number, one_of, platforms, policy_states},
};
use crate::routes::POLICIES;

/// Members in this order.
// What is `None` is left out.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PolicyBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "Policy"))]
    kind: &'static str,
    #[schemars(with = "Id")]
    id: String,
    name: &'a str,
    /// Left out when never given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    description: Option<&'a str>,
    #[schemars(extend("const" = "customer"))]
    policy_type: &'static str,
    #[schemars(schema_with = "policy_states")]
    state: &'static str,
    #[schemars(schema_with = "platforms")]
    platform: &'static str,
    #[schemars(with = "Time")]
    created_at: String,
    #[schemars(with = "Time")]
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<RuleBody<'a>>")]
    rules: Option<Vec<RuleBody<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<StepBody<'a>>")]
    history: Option<Vec<StepBody<'a>>>,
}

/// Members in this order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rule", deny_unknown_fields)]
struct RuleBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "Rule"))]
    kind: &'static str,
    #[schemars(with = "Id")]
    id: String,
    #[schemars(schema_with = "ordinals")]
    ordinal: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    description: Option<&'a str>,
    #[schemars(with = "Time")]
    created_at: String,
    #[schemars(with = "Time")]
    updated_at: String,
    #[schemars(with = "Vec<MatchNode>")]
    matches: Box<RawValue>,
}

fn ordinals(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1 })
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct StepBody<'a> {
    /// A number here.
    #[schemars(schema_with = "number")]
    id: u64,
    #[serde(rename = "type")]
    #[schemars(schema_with = "steps")]
    kind: &'static str,
    #[schemars(with = "Time")]
    created_at: String,
    user: Person<'a>,
}

fn steps(_: &mut SchemaGenerator) -> Schema {
    one_of(PolicyStepKind::ALL.iter().map(|kind| kind.as_str()))
}

/// For the document: a policy as lists and deploy requests show it.
pub(crate) struct ListedPolicy;

/// For the document: a policy whole.
pub(crate) struct WholePolicy;

/// What only a policy by its id has.
const OF_THE_WHOLE: &[&str] = &["rules", "history"];

impl JsonSchema for ListedPolicy {
    fn schema_name() -> Cow<'static, str> {
        "PolicySummary".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = PolicyBody::json_schema(generator);
        never(&mut schema, OF_THE_WHOLE);
        schema
    }
}

impl JsonSchema for WholePolicy {
    fn schema_name() -> Cow<'static, str> {
        "Policy".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = PolicyBody::json_schema(generator);
        always(&mut schema, OF_THE_WHOLE);
        schema
    }
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
