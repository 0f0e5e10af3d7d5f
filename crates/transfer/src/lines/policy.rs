//! Policies with their rules and their history. The match nodes of a rule are kept as they came, so they are a text here.

use landfall_core::{
    id::{OrganizationId, PolicyId, RuleId, TenantId, Timestamp, UserId},
    model::{Platform, Policy, PolicyState, PolicyStep, PolicyStepKind, PolicySummary, Rule},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyLine {
    id: PolicyId,
    tenant: TenantId,
    account: OrganizationId,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    state: PolicyState,
    platform: Platform,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
    rules: Vec<RuleMember>,
    history: Vec<StepMember>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleMember {
    id: RuleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    matches: String,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepMember {
    id: u64,
    kind: PolicyStepKind,
    #[serde(with = "time")]
    at: Timestamp,
    user: UserId,
}

pub(super) fn serialize<S: Serializer>(policy: &Policy, to: S) -> Result<S::Ok, S::Error> {
    let summary = policy.summary.clone();
    let rules = policy.rules.iter().cloned().map(|rule| RuleMember {
        id: rule.id,
        name: rule.name,
        description: rule.description,
        matches: rule.matches,
        created_at: rule.created_at,
        updated_at: rule.updated_at,
    });
    let history = policy.history.iter().map(|step| StepMember {
        id: step.id,
        kind: step.kind,
        at: step.at,
        user: step.user,
    });
    PolicyLine {
        id: summary.id,
        tenant: summary.tenant,
        account: summary.account,
        name: summary.name,
        description: summary.description,
        state: summary.state,
        platform: summary.platform,
        created_at: summary.created_at,
        updated_at: summary.updated_at,
        rules: rules.collect(),
        history: history.collect(),
    }
    .serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Policy, D::Error> {
    let line = PolicyLine::deserialize(from)?;
    let rules = line.rules.into_iter().map(|rule| Rule {
        id: rule.id,
        name: rule.name,
        description: rule.description,
        matches: rule.matches,
        created_at: rule.created_at,
        updated_at: rule.updated_at,
    });
    let history = line.history.into_iter().map(|step| PolicyStep {
        id: step.id,
        kind: step.kind,
        at: step.at,
        user: step.user,
    });
    Ok(Policy {
        summary: PolicySummary {
            id: line.id,
            tenant: line.tenant,
            account: line.account,
            name: line.name,
            description: line.description,
            state: line.state,
            platform: line.platform,
            created_at: line.created_at,
            updated_at: line.updated_at,
        },
        rules: rules.collect(),
        history: history.collect(),
    })
}
