//! What partners have asked for and were answered, in order.

use serde_json::json;

/// One deployment of an account: its number, from 1. Those that some edge servers refuse are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) number: u64,
    pub(super) poison: bool,
}

impl Step {
    /// What the policy of this step is called.
    pub(super) fn name(self) -> String {
        let kind = if self.poison { "poison" } else { "good" };
        format!("{kind} {}", self.number)
    }

    /// The step whose policy is called so.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let (kind, number) = name.split_once(' ')?;
        Some(Self {
            number: number.parse().ok()?,
            poison: kind == "poison",
        })
    }
}

/// The body of a step's policy: always the same for the same step, from some hundred bytes to some thousand.
pub(super) fn body(account: &str, step: Step) -> String {
    let seed = account.bytes().fold(step.number, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(byte.into())
    });
    let mut random = fastrand::Rng::with_seed(seed);
    let length = random.usize(10..4_000);
    let mut comment: String = (0..length).map(|_| random.alphanumeric()).collect();
    if step.poison {
        comment.push_str(" POISON");
    }
    let feature = json!({ "type": "feature.comment", "value": comment });
    json!({
        "@type": "policy-create",
        "name": step.name(),
        "description": "",
        "state": "locked",
        "platform": "http_large",
        "rules": [{ "description": "", "matches": [{ "type": "match.always", "features": [feature] }] }],
    })
    .to_string()
}

/// A submit that was answered.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) step: Step,
    pub(super) request: String,
    pub(super) policy: u64,
    pub(super) message: String,
}

/// What an account's partner knows.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<Entry>,
    /// How many steps were begun.
    pub(super) steps: u64,
    /// Steps whose answers were lost with a record that was put back.
    pub(super) forgotten: u64,
}
