//! What a face wants of a change of a policy, beside what the body says.

use std::sync::Arc;

use landfall_core::{model::Policy, rules::policy::Form};

use crate::secret::hash;

/// What a face wants of a change of a policy, beside what the body says.
#[derive(Clone, Default)]
pub struct Terms {
    /// In whose form the body is.
    pub form: Form,
    /// Says of a stored policy whether it is the one that the caller has seen. A change of another one is
    /// [`Stale`](crate::command::Refusal::Stale).
    pub seen: Option<Arc<Seen>>,
    /// The caller's name for adding a policy: under the same name it is added once, a day long. Callers do not share names.
    pub once: Option<String>,
}

type Seen = dyn Fn(&Policy) -> bool + Send + Sync;

impl Terms {
    /// Whether the policy is one that may be changed.
    pub(super) fn takes(&self, policy: &Policy) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen(policy))
    }
}

/// What tells the same call from another one under the same name.
pub(super) fn digest_of(account: &str, body: &[u8]) -> [u8; 32] {
    let mut text = account.as_bytes().to_vec();
    text.push(b'\n');
    text.extend_from_slice(body);
    hash(&text)
}
