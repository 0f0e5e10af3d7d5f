//! Policies and deploy requests (rulesv4 contract, sections 5 and 6).

use super::{super::policy::check_stored_rules, findings::Findings};
use crate::{
    id::UserId,
    model::{DeployRequest, Policy},
};

/// The longest message of a deploy request, in characters.
pub const LONGEST_MESSAGE: usize = 1024;

/// What does not fit about a policy: its names, and the grammar and limits of its rules. Whether the fleet could run it is
/// another question, which is asked when it is locked and deployed.
pub fn check_policy(it: &Policy, findings: &mut Findings) {
    findings.length("name", &it.summary.name, 1, 50);
    findings.unless(!it.rules.is_empty(), "rules", "at least one rule");
    let rules: Vec<&str> = it.rules.iter().map(|rule| rule.matches.as_str()).collect();
    for finding in check_stored_rules(&rules) {
        // `/rules/0/matches/1/type` is `rules[0].matches` with the rest of the pointer in words.
        let place = finding.pointer.strip_prefix("/rules/");
        let rule = place.map(|place| place.split_once('/').unwrap_or((place, "")));
        match rule {
            Some((index, "")) => findings.unless(
                false,
                &format!("rules[{index}].matches"),
                finding.description,
            ),
            Some((index, inside)) => {
                let inside = inside.strip_prefix("matches").unwrap_or(inside);
                let words = if inside.is_empty() {
                    finding.description
                } else {
                    format!("at {inside}: {}", finding.description)
                };
                findings.unless(false, &format!("rules[{index}].matches"), words);
            }
            None => findings.unless(false, "rules", finding.description),
        }
    }
    let mut before = None;
    findings.each("history", &it.history, |findings, step| {
        findings.unless(step.user.0 > 0, "user", "the number of a user");
        findings.unless(
            before.is_none_or(|before| before <= step.at),
            "at",
            "not before the step before",
        );
        before = Some(step.at);
    });
}

/// What does not fit about a deploy request.
pub fn check_deploy_request(it: &DeployRequest, findings: &mut Findings) {
    findings.length("message", &it.message, 0, LONGEST_MESSAGE);
    findings.unless(
        it.submitter > UserId(0),
        "submitter",
        "the number of a user",
    );
    let mut before = None;
    findings.each("history", &it.history, |findings, step| {
        findings.unless(step.user.0 > 0, "user", "the number of a user");
        findings.unless(
            before.is_none_or(|before| before <= step.at),
            "at",
            "not before the step before",
        );
        before = Some(step.at);
    });
    findings.unless(
        it.history.last().is_none_or(|last| last.state == it.state),
        "state",
        "the state that its history ends with",
    );
}
