//! The removal of a rule.

use super::{EditRefused, Edited};
use crate::{
    id::{RuleId, Timestamp},
    model::{Policy, PolicyState, PolicyStepKind},
};

/// A policy without one of its rules, which is not its last.
pub fn without_rule(before: &Policy, rule: RuleId, now: Timestamp) -> Result<Edited, EditRefused> {
    let place = before.rules.iter().position(|stored| stored.id == rule);
    let place = place.ok_or(EditRefused::NoSuchRule)?;
    if before.summary.state == PolicyState::Locked {
        return Err(EditRefused::is_locked(&before.summary));
    }
    if before.rules.len() == 1 {
        return Err(EditRefused::is_the_last(rule, &before.summary));
    }
    let mut edited = Edited::of(before, now);
    edited.policy.rules.remove(place);
    edited.changed.deleted.push(rule);
    edited.steps.push(PolicyStepKind::Deleted);
    Ok(edited)
}
