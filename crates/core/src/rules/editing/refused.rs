//! Why a policy cannot be changed so.

use crate::{id::RuleId, model::PolicySummary, rules::policy::Finding};

/// Why a policy cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditRefused {
    /// What was sent does not fit this policy; pointers go into the request's body.
    Invalid(Vec<Finding>),
    /// The policy is not in a state for it.
    Conflict {
        /// What stands against it.
        title: &'static str,
        /// The particulars, and what to do.
        description: String,
    },
    /// The policy has no such rule.
    NoSuchRule,
}

impl EditRefused {
    pub(super) fn one(pointer: &str, description: &str) -> Self {
        Self::Invalid(vec![Finding {
            pointer: pointer.to_owned(),
            description: description.to_owned(),
        }])
    }

    pub(super) fn is_locked(policy: &PolicySummary) -> Self {
        Self::Conflict {
            title: "The policy is locked",
            description: format!(
                "Policy {} is locked: only its name and its description can change. To change more, add a copy of it as a draft.",
                policy.id
            ),
        }
    }

    pub(super) fn is_the_last(rule: RuleId, policy: &PolicySummary) -> Self {
        Self::Conflict {
            title: "The policy has no other rule",
            description: format!(
                "Rule {rule} is the only one of policy {}, and a policy has at least one; add another rule first.",
                policy.id
            ),
        }
    }
}
