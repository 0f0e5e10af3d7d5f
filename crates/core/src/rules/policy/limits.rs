//! How large a policy may be (rulesv4 contract, section 5).

use serde_json::Value;

use super::finding::{Finding, Findings, Pointer};

/// A policy has at most so many rules.
pub const MOST_RULES: usize = 1000;
/// A policy has at most so many nodes, matches and features together.
pub const MOST_NODES: usize = 20_000;
/// Match nodes stand in each other at most so deep; so do lists and objects in the value of an attribute.
pub const DEEPEST: usize = 32;

/// What is too large about a policy that has these match nodes, rule by rule: for one that grew by a change.
pub fn beyond_limits(rules: &[impl AsRef<str>]) -> Vec<Finding> {
    let mut findings = Findings::default();
    let rules_pointer = Pointer::default().at("rules");
    if rules.len() > MOST_RULES {
        findings.add(&rules_pointer, too_many_rules());
    }
    let nodes = rules.iter().map(|rule| {
        let nodes: Value = serde_json::from_str(rule.as_ref()).unwrap_or_default();
        count(&nodes)
    });
    if nodes.sum::<usize>() > MOST_NODES {
        findings.add(&rules_pointer, too_many_nodes());
    }
    findings.into_vec()
}

pub(super) fn too_many_rules() -> String {
    format!("A policy has at most {MOST_RULES} rules.")
}

pub(super) fn too_many_nodes() -> String {
    format!("A policy has at most {MOST_NODES} nodes, matches and features together.")
}

pub(super) fn too_deep() -> String {
    format!("Nodes and values are nested at most {DEEPEST} deep.")
}

/// How many nodes there are in a list of match nodes.
fn count(nodes: &Value) -> usize {
    let nodes = nodes.as_array().map_or(&[][..], Vec::as_slice);
    let inside = |node: &Value| {
        let features = node["features"].as_array().map_or(0, Vec::len);
        1 + features + count(&node["matches"])
    };
    nodes.iter().map(inside).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_grew_too_large_is_told() {
        let node = r#"{"type":"match.always","matches":[{"type":"match.always","features":[{"type":"feature.comment"}]}]}"#;
        let rule = format!("[{}]", [node; 20].join(","));
        assert_eq!(beyond_limits(&vec![rule.as_str(); 333]), []);
        let found = beyond_limits(&vec![rule.as_str(); 334]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].pointer, "/rules");
        assert_eq!(beyond_limits(&vec!["[]"; 1000]), []);
        assert_eq!(beyond_limits(&vec!["[]"; 1001]).len(), 1);
    }
}
