//! What a face wants of a change of a policy, beside what the body says.

use std::sync::Arc;

use landfall_core::{model::Policy, rules::policy::Form};

/// What a face wants of a change of a policy, beside what the body says.
#[derive(Clone, Default)]
pub struct Terms {
    /// In whose form the body is.
    pub form: Form,
    /// Says of a stored policy whether it is the one that the caller has seen. A change of another one is
    /// [`Stale`](crate::command::Refusal::Stale).
    pub seen: Option<PolicySeen>,
}

/// Says of a policy as it is now whether it is the one that the caller has seen.
pub type PolicySeen = Arc<dyn Fn(&Policy) -> bool + Send + Sync>;

impl Terms {
    /// Whether the policy is one that may be changed.
    pub(super) fn takes(&self, policy: &Policy) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen(policy))
    }
}
