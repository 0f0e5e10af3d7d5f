//! Verifying what is to be locked: against what the data planes of its platform can do.

use landfall_core::{
    id::AccountNumber,
    model::{Environment, Platform, Policy},
    rules::{
        editing::Edited,
        policy::{Capabilities, Finding, verify},
    },
};

use crate::{Control, command::Author};

/// Which standing of a policy was verified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Verified {
    /// None.
    #[default]
    Nothing,
    /// The one after this step of its history. Every change of it adds a step.
    After(Option<u64>),
}

impl Verified {
    /// The policy as it stands.
    pub(super) fn of(policy: &Policy) -> Self {
        Self::After(policy.history.last().map(|step| step.id))
    }
}

/// Everything that stands against locking a policy with these match nodes.
pub(super) fn faults(
    account: &AccountNumber,
    matches: &[&str],
    able: &Capabilities,
) -> Vec<Finding> {
    verify(account, matches, able)
}

impl Control {
    /// What the servers of a platform can do, wherever a policy for it may be deployed.
    pub(super) async fn able_anywhere(&self, author: &Author, platform: Platform) -> Capabilities {
        let tenant = &author.acting.view.tenant;
        let everywhere = [Environment::Production, Environment::Staging];
        self.able(tenant, platform, &everywhere).await
    }
}

/// The same for a change. The rules that were sent with it are pointed at where they stand in its body; of the others it is said
/// which they are, since their pointers go into the policy.
pub(super) fn faults_of(
    account: &AccountNumber,
    edited: &Edited,
    able: &Capabilities,
) -> Vec<Finding> {
    let matches: Vec<&str> = edited.matches().collect();
    let mut findings = faults(account, &matches, able);
    for finding in &mut findings {
        let Some((place, rest)) = place_of(&finding.pointer) else {
            continue;
        };
        if let Some(sent) = edited.sent_at(place) {
            finding.pointer = format!("/rules/{sent}{rest}");
        } else if let Some(rule) = edited.rule_at(place) {
            finding.description = format!("In the stored rule {rule}: {}", finding.description);
        }
    }
    findings
}

/// The place of a rule that a pointer begins with, and what follows it.
fn place_of(pointer: &str) -> Option<(usize, &str)> {
    let rest = pointer.strip_prefix("/rules/")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (place, rest) = rest.split_at(end);
    Some((place.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_taken_apart_behind_the_rule() {
        assert_eq!(place_of("/rules/12/matches/0"), Some((12, "/matches/0")));
        assert_eq!(place_of("/rules/0"), Some((0, "")));
        for other in ["", "/rules", "/rules/", "/rules/x/1", "/name"] {
            assert_eq!(place_of(other), None, "{other}");
        }
    }
}
