//! A patch: only what was sent changes. A rule with the number of a stored one replaces it in its place, others are appended,
//! and those that were not sent stay.

use super::{EditRefused, Edited};
use crate::{
    id::Timestamp,
    model::{Policy, PolicyState, PolicyStepKind},
    rules::policy::{Finding, NewRule, PolicyPatch, beyond_limits},
};

/// The longest that a policy's rules may grow: what one request can bring, in bytes.
const LARGEST: usize = 10 << 20;

/// What a patch makes of a policy. A patch that asks for what is there already changes nothing.
pub fn patched(
    before: &Policy,
    patch: &PolicyPatch,
    now: Timestamp,
) -> Result<Edited, EditRefused> {
    let summary = &before.summary;
    if patch.id.is_some_and(|id| id != summary.id) {
        let wrong = "This is another policy's id than the path's.";
        return Err(EditRefused::one("/id", wrong));
    }
    let mut edited = Edited::of(before, now);
    edited.texts(patch);
    edited.rules(patch.rules.as_deref().unwrap_or_default());
    let state = patch.state.unwrap_or(summary.state);
    let platform_changes = (patch.platform).is_some_and(|platform| platform != summary.platform);
    let rules_change = !edited.changed.replaced.is_empty() || !edited.added.is_empty();
    if summary.state == PolicyState::Locked
        && (state != PolicyState::Locked || platform_changes || rules_change)
    {
        return Err(EditRefused::is_locked(summary));
    }
    if platform_changes {
        let fixed = "The platform of a policy is fixed when it is added; add another policy.";
        return Err(EditRefused::one("/platform", fixed));
    }
    if rules_change {
        let rules: Vec<&str> = edited.matches().collect();
        let mut findings = beyond_limits(&rules);
        if edited.length() > LARGEST {
            findings.push(Finding {
                pointer: "/rules".to_owned(),
                description: "The rules of a policy have at most 10 MiB of text.".to_owned(),
            });
        }
        if !findings.is_empty() {
            return Err(EditRefused::Invalid(findings));
        }
    }
    if rules_change || edited.changed.name || edited.changed.description {
        edited.steps.push(PolicyStepKind::Updated);
    }
    if state != summary.state {
        edited.policy.summary.state = state;
        edited.steps.push(PolicyStepKind::Locked);
    }
    Ok(edited)
}

impl Edited {
    fn texts(&mut self, patch: &PolicyPatch) {
        let summary = &mut self.policy.summary;
        if let Some(name) = &patch.name
            && *name != summary.name
        {
            summary.name.clone_from(name);
            self.changed.name = true;
        }
        if patch.description.is_some() && patch.description != summary.description {
            summary.description.clone_from(&patch.description);
            self.changed.description = true;
        }
    }

    fn rules(&mut self, sent: &[NewRule]) {
        for new in sent {
            let rules = &mut self.policy.rules;
            let place = (new.id).and_then(|id| rules.iter().position(|rule| rule.id == id));
            let Some(place) = place else {
                self.sent.push(rules.len() + self.added.len());
                self.added.push(new.clone());
                continue;
            };
            self.sent.push(place);
            let rule = &mut rules[place];
            let is_the_same = rule.name == new.name
                && rule.description == new.description
                && rule.matches == new.matches;
            if !is_the_same {
                rule.name.clone_from(&new.name);
                rule.description.clone_from(&new.description);
                rule.matches.clone_from(&new.matches);
                rule.updated_at = self.at;
                self.changed.replaced.push(rule.id);
            }
        }
    }

    /// How long the texts of the rules are together, in bytes.
    fn length(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let known = self.policy.rules.iter();
        let known = known.map(|rule| length(&rule.name) + length(&rule.description));
        let added = self.added.iter();
        let added = added.map(|rule| length(&rule.name) + length(&rule.description));
        self.matches().map(str::len).chain(known).chain(added).sum()
    }
}
