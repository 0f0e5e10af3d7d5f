//! What the record tells of policies: what has changed, and nothing of the rules' text.

use landfall_core::{
    model::{NewEvent, Policy, PolicyStepKind, ResourceKind, Rule},
    rules::editing::Changed,
};
use serde_json::{Value, json};

use crate::{Clock, command::Author};

/// What has happened to a policy.
pub(super) struct OfPolicy<'a> {
    pub(super) author: &'a Author,
    pub(super) clock: &'a dyn Clock,
    /// As it is now.
    pub(super) policy: &'a Policy,
}

impl OfPolicy<'_> {
    /// An event for each step; so many of its last rules are new.
    pub(super) fn events(
        &self,
        steps: &[PolicyStepKind],
        changed: &Changed,
        new_rules: usize,
    ) -> Vec<NewEvent> {
        let Policy { summary, rules, .. } = self.policy;
        let events = steps.iter().map(|step| match step {
            PolicyStepKind::Created => self.event(
                "policy.created",
                &json!({
                    "name": summary.name,
                    "state": summary.state,
                    "platform": summary.platform,
                    "rules": rules.len(),
                }),
            ),
            PolicyStepKind::Updated => {
                let added = &rules[rules.len().saturating_sub(new_rules)..];
                self.event("policy.updated", &update(self.policy, changed, added))
            }
            PolicyStepKind::Locked => {
                let detail = json!({ "platform": summary.platform, "rules": rules.len() });
                self.event("policy.locked", &detail)
            }
            PolicyStepKind::Deleted => self.event(
                "policy.rule_deleted",
                &json!({ "rules_deleted": changed.deleted }),
            ),
        });
        events.collect()
    }

    fn event(&self, kind: &'static str, detail: &Value) -> NewEvent {
        let summary = &self.policy.summary;
        self.author.provenance().event(
            self.clock,
            kind,
            (Some(summary.tenant.clone()), Some(summary.account)),
            (ResourceKind::Policy, summary.id.to_string()),
            detail,
        )
    }
}

/// Names are told as they are now; descriptions can be long.
fn update(policy: &Policy, changed: &Changed, added: &[Rule]) -> Value {
    let mut members = Vec::new();
    let mut detail = json!({});
    if changed.name {
        members.push("name");
        detail["name"] = json!(policy.summary.name);
    }
    if changed.description {
        members.push("description");
    }
    if !changed.replaced.is_empty() || !added.is_empty() {
        members.push("rules");
    }
    if !changed.replaced.is_empty() {
        detail["rules_replaced"] = json!(changed.replaced);
    }
    if !added.is_empty() {
        let added: Vec<_> = added.iter().map(|rule| rule.id).collect();
        detail["rules_added"] = json!(added);
    }
    detail["changed"] = json!(members);
    detail
}
