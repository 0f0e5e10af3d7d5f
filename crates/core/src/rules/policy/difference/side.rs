//! What is compared of a policy, whether it is stored or still on its way.

use super::super::read::NewPolicy;
use crate::{id::RuleId, model::Policy};

/// One of two policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side<'p> {
    /// Its name.
    pub name: &'p str,
    /// Its description, if it has one.
    pub description: Option<&'p str>,
    /// Its rules.
    pub rules: Vec<SideRule<'p>>,
}

/// A rule of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideRule<'p> {
    /// Its number, if it has one already.
    pub id: Option<RuleId>,
    /// Its name, if it has one.
    pub name: Option<&'p str>,
    /// Its description, if it has one.
    pub description: Option<&'p str>,
    /// Its match nodes, a JSON array as text.
    pub matches: &'p str,
}

impl<'p> From<&'p Policy> for Side<'p> {
    fn from(policy: &'p Policy) -> Self {
        let rules = policy.rules.iter().map(|rule| SideRule {
            id: Some(rule.id),
            name: rule.name.as_deref(),
            description: rule.description.as_deref(),
            matches: &rule.matches,
        });
        Self {
            name: &policy.summary.name,
            description: policy.summary.description.as_deref(),
            rules: rules.collect(),
        }
    }
}

impl<'p> From<&'p NewPolicy> for Side<'p> {
    fn from(policy: &'p NewPolicy) -> Self {
        let rules = policy.rules.iter().map(|rule| SideRule {
            id: rule.id,
            name: rule.name.as_deref(),
            description: rule.description.as_deref(),
            matches: &rule.matches,
        });
        Self {
            name: &policy.name,
            description: policy.description.as_deref(),
            rules: rules.collect(),
        }
    }
}
