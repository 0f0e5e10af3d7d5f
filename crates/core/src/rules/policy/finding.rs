//! What is wrong with a policy, and where.

use serde::{Deserialize, Serialize};

/// One thing that is wrong with a policy, or with a request about one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Where: an RFC 6901 pointer into the request's body, or into the stored policy; empty for the whole of it.
    pub pointer: String,
    /// What is wrong, a sentence for people.
    pub description: String,
}
