//! The walk over the nodes of all rules.

use std::{fmt::Write as _, sync::Arc};

use serde_json::{Map, Value};

use super::super::{
    finding::{Findings, Pointer},
    pattern::{Regex, Where},
    types::{Capabilities, MatchKind, SELECT, feature_type, match_type},
};
use super::{
    attributes::values,
    node::{Condition, Feature, Node},
    patterns::Patterns,
};
use crate::id::AccountNumber;

/// Another name of the select, in which a policy may have been stored elsewhere.
const OTHER_SELECT: &str = "match.select.first-match";

/// What is demanded beyond being understood.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Demands<'d> {
    /// Types that the data plane has; anything that is known here if there are none.
    pub(in super::super) able: Option<&'d Capabilities>,
    /// Whether patterns must stand attempts to exhaust them.
    pub(in super::super) harmless_patterns: bool,
}

/// Reads the match nodes of rules: the nodes rule by rule, how many there are, and what was found.
pub(in super::super) fn compile(
    account: &AccountNumber,
    rules: &[impl AsRef<str>],
    demands: Demands,
) -> (Vec<Vec<Node>>, usize, Findings) {
    let mut compiler = Compiler {
        account,
        demands,
        place: Pointer::default().at("rules"),
        findings: Findings::default(),
        patterns: Patterns::default(),
        nodes: 0,
    };
    let rules = (0..).zip(rules).map(|(index, matches)| {
        let mark = compiler.place.mark();
        compiler.place.push(index);
        compiler.place.push("matches");
        let nodes = compiler.rule(matches.as_ref());
        compiler.place.back(mark);
        nodes
    });
    let rules = rules.collect();
    (rules, compiler.nodes, compiler.findings)
}

pub(super) struct Compiler<'c> {
    pub(super) account: &'c AccountNumber,
    demands: Demands<'c>,
    place: Pointer,
    findings: Findings,
    patterns: Patterns,
    nodes: usize,
}

impl Compiler<'_> {
    /// Adds a finding about the node at hand.
    pub(super) fn find(&mut self, description: impl Into<String>) {
        self.findings.add(&self.place, description);
    }

    /// Adds a finding about a member of the node at hand.
    pub(super) fn find_at(&mut self, key: &str, description: impl Into<String>) {
        self.findings.add(&self.place.at(key), description);
    }

    /// A pattern that compiles; otherwise a finding about a member.
    pub(super) fn regex(
        &mut self,
        pattern: &str,
        ignore_case: bool,
        place: Where,
        key: &str,
    ) -> Option<Arc<Regex>> {
        let tried = self.demands.harmless_patterns;
        match self.patterns.get(pattern, ignore_case, place, tried) {
            Ok(regex) => Some(regex),
            Err(reason) => {
                self.find_at(key, reason);
                None
            }
        }
    }

    fn rule(&mut self, matches: &str) -> Vec<Node> {
        match serde_json::from_str::<Value>(matches) {
            Ok(Value::Array(nodes)) if nodes.is_empty() => {
                self.find("A rule needs at least one match node.");
                Vec::new()
            }
            Ok(Value::Array(nodes)) => self.list(&nodes, Self::node),
            Ok(_) => {
                self.find("This must be a list of nodes.");
                Vec::new()
            }
            Err(reason) => {
                self.find(format!("The nodes cannot be read: {reason}."));
                Vec::new()
            }
        }
    }

    fn list<T>(
        &mut self,
        nodes: &[Value],
        mut read: impl FnMut(&mut Self, &Map<String, Value>) -> T,
    ) -> Vec<T> {
        let mut all = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let mark = self.place.mark();
            self.place.push(index);
            match node {
                Value::Object(members) => all.push(read(self, members)),
                _ => self.find("A node must be an object."),
            }
            self.place.back(mark);
        }
        all
    }

    /// The list in a member; none is an empty one.
    fn member<T>(
        &mut self,
        members: &Map<String, Value>,
        key: &str,
        read: impl FnMut(&mut Self, &Map<String, Value>) -> T,
    ) -> Vec<T> {
        let mark = self.place.mark();
        self.place.push(key);
        let all = match members.get(key) {
            None => Vec::new(),
            Some(Value::Array(nodes)) => self.list(nodes, read),
            Some(_) => {
                self.find("This must be a list of nodes.");
                Vec::new()
            }
        };
        self.place.back(mark);
        all
    }

    fn node(&mut self, members: &Map<String, Value>) -> Node {
        let number = self.nodes;
        self.nodes += 1;
        let name = type_name(members);
        let name = if name == OTHER_SELECT { SELECT } else { name };
        let condition = self.node_condition(name, members);
        let features = self.member(members, "features", Self::feature);
        let matches = self.member(members, "matches", Self::node);
        if name == SELECT {
            if !features.is_empty() {
                self.find_at("features", "A select has no features of its own.");
            }
            if matches.is_empty() {
                self.find("A select needs at least one match node.");
            }
        }
        Node {
            number,
            pointer: self.place.to_string(),
            condition,
            features,
            matches,
        }
    }

    fn node_condition(&mut self, name: &str, members: &Map<String, Value>) -> Option<Condition> {
        let Some(found) = match_type(name) else {
            self.unknown("match", name, members);
            return None;
        };
        self.must_be_able("match", name);
        let dealt_with = ["type", "matches", "features"];
        let values = values(
            members,
            &dealt_with,
            found.attributes,
            &self.place,
            &mut self.findings,
        );
        self.condition(found.kind, &values)
            .filter(|_| found.kind != MatchKind::Select || members.contains_key("matches"))
    }

    fn feature(&mut self, members: &Map<String, Value>) -> Feature {
        let name = type_name(members);
        let effect = match feature_type(name) {
            None => {
                self.unknown("feature", name, members);
                None
            }
            Some(found) => {
                self.must_be_able("feature", name);
                let attributes = found.attributes;
                let values = values(
                    members,
                    &["type"],
                    attributes,
                    &self.place,
                    &mut self.findings,
                );
                self.effect(found.kind, &values)
            }
        };
        Feature {
            pointer: self.place.to_string(),
            kind: name.to_owned(),
            effect,
        }
    }

    fn unknown(&mut self, what: &str, name: &str, members: &Map<String, Value>) {
        if members.contains_key("type") {
            let name: String = name.chars().take(80).collect();
            self.find_at("type", format!("Unknown {what} type {name}"));
        } else {
            self.find("The key \"type\" is required.");
        }
    }

    fn must_be_able(&mut self, what: &str, name: &str) {
        let Some(able) = self.demands.able.filter(|able| !able.has(name)) else {
            return;
        };
        let mut reason = format!("The data plane of this fleet has no {what} type {name}");
        if let Some((lacking, servers)) = able.lacking(name) {
            let _ = write!(reason, ": {lacking} of {servers} servers cannot do it");
        }
        self.find_at("type", reason);
    }
}

fn type_name(members: &Map<String, Value>) -> &str {
    let name = members.get("type").and_then(Value::as_str);
    name.unwrap_or_default()
}
