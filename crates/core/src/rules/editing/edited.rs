//! A policy as a change makes it, before what is new has its numbers.

use crate::{
    id::{PolicyId, RuleId, Timestamp, UserId},
    model::{Platform, Policy, PolicyState, PolicyStep, PolicyStepKind, PolicySummary, Rule},
    rules::policy::NewRule,
};

/// What of a policy a change has changed, beside its state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Its name.
    pub name: bool,
    /// Its description.
    pub description: bool,
    /// The rules that were replaced in their places.
    pub replaced: Vec<RuleId>,
    /// The rules that were deleted.
    pub deleted: Vec<RuleId>,
}

/// A policy as a change makes it, before what is new has its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// What it is like now, with the rules that have their numbers.
    pub(super) policy: Policy,
    /// Rules behind those.
    pub(super) added: Vec<NewRule>,
    /// What has been done, in the order in which its history tells it.
    pub(super) steps: Vec<PolicyStepKind>,
    pub(super) changed: Changed,
    pub(super) at: Timestamp,
    /// Where in the body the rules came from that were sent: places in the policy, in the order of the body.
    pub(super) sent: Vec<usize>,
}

impl Edited {
    /// A new policy. Its summary's state is what was asked for; it has no rules but these.
    pub fn new(summary: PolicySummary, rules: Vec<NewRule>) -> Self {
        let mut steps = vec![PolicyStepKind::Created];
        if summary.state == PolicyState::Locked {
            steps.push(PolicyStepKind::Locked);
        }
        Self {
            at: summary.created_at,
            sent: (0..rules.len()).collect(),
            policy: Policy {
                summary,
                rules: Vec::new(),
                history: Vec::new(),
            },
            added: rules,
            steps,
            changed: Changed::default(),
        }
    }

    /// A change of a policy, as yet without any.
    pub(super) fn of(policy: &Policy, now: Timestamp) -> Self {
        Self {
            at: now.max(policy.summary.updated_at),
            policy: policy.clone(),
            added: Vec::new(),
            steps: Vec::new(),
            changed: Changed::default(),
            sent: Vec::new(),
        }
    }

    /// What has been done, in the order in which the history tells it; nothing if the policy is as it was.
    pub fn steps(&self) -> &[PolicyStepKind] {
        &self.steps
    }

    /// Whether it has become immutable by this, which takes its verification.
    pub fn locks(&self) -> bool {
        self.steps.contains(&PolicyStepKind::Locked)
    }

    /// What has changed.
    pub fn changed(&self) -> &Changed {
        &self.changed
    }

    /// What it is for.
    pub fn platform(&self) -> Platform {
        self.policy.summary.platform
    }

    /// How many rules are new.
    pub fn new_rules(&self) -> usize {
        self.added.len()
    }

    /// The match nodes of each rule, in order.
    pub fn matches(&self) -> impl Iterator<Item = &str> {
        let known = self.policy.rules.iter().map(|rule| rule.matches.as_str());
        known.chain(self.added.iter().map(|rule| rule.matches.as_str()))
    }

    /// Where in the request's body the rule at that place of the policy was sent; none for one that was stored before.
    pub fn sent_at(&self, place: usize) -> Option<usize> {
        self.sent.iter().position(|&sent| sent == place)
    }

    /// The number of the rule at that place; none for a new one.
    pub fn rule_at(&self, place: usize) -> Option<RuleId> {
        self.policy.rules.get(place).map(|rule| rule.id)
    }

    /// The policy with its numbers: its own, which an older one has already, and those of its [new rules](Self::new_rules) and
    /// its [steps](Self::steps), which are counted up from the ones given. By whom it was done stands in the history.
    pub fn numbered(self, id: PolicyId, first_rule: u64, first_step: u64, user: UserId) -> Policy {
        let Self {
            mut policy,
            added,
            steps,
            at,
            ..
        } = self;
        if steps.is_empty() {
            return policy;
        }
        policy.summary.id = id;
        policy.summary.updated_at = at;
        let rules = (first_rule..).zip(added).map(|(number, new)| Rule {
            id: RuleId(number),
            name: new.name,
            description: new.description,
            matches: new.matches,
            created_at: at,
            updated_at: at,
        });
        policy.rules.extend(rules);
        let steps = (first_step..).zip(steps);
        let steps = steps.map(|(id, kind)| PolicyStep { id, kind, at, user });
        policy.history.extend(steps);
        policy
    }
}
