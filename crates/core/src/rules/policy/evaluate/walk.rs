//! The walk over the nodes: rules from top to bottom, all against the request as it was received. Siblings are independent and
//! nesting is AND; a select applies the first of its children that is taken.

use super::super::{
    compile::{Condition, Effect, Feature, Node, Substitution},
    finding::Finding,
    paths::{account_of, normal},
    pattern::{Effort, Met},
};
use super::{
    effects::Effects,
    evaluation::Evaluation,
    expand::expand,
    request::{EdgeRequest, SiteView},
    view::View,
};
use crate::id::Hostname;

/// What comes of a request under rules that have so many nodes.
pub(super) fn walk(
    rules: &[Vec<Node>],
    nodes: usize,
    site: &SiteView,
    request: &EdgeRequest,
) -> Evaluation {
    let mut walk = Walk {
        view: View::new(site, request),
        held: vec![None; nodes],
        taken: vec![None; nodes],
        met: Vec::new(),
        effects: Effects::default(),
        effort: Effort::default(),
        notes: Vec::new(),
    };
    walk.look_at_the_host();
    for node in rules.iter().flatten() {
        walk.apply(node);
    }
    let (answer, features) = walk.effects.into_answer();
    Evaluation {
        met: walk.met,
        features,
        answer,
        notes: walk.notes,
    }
}

struct Walk<'r> {
    view: View<'r>,
    /// Whether the condition of a node holds, where it was asked for: a select asks before it applies.
    held: Vec<Option<bool>>,
    taken: Vec<Option<bool>>,
    met: Vec<String>,
    effects: Effects,
    effort: Effort,
    notes: Vec<Finding>,
}

impl Walk<'_> {
    /// A request for another site would meet other rules.
    fn look_at_the_host(&mut self) {
        let View { site, hostname, .. } = &self.view;
        let is_one = |name: &Hostname| name.as_str() == hostname;
        if !site.hostnames.is_empty() && !site.hostnames.iter().any(is_one) {
            self.notes.push(Finding {
                pointer: String::new(),
                description: format!("The site is not reached by the host name {hostname:?}."),
            });
        }
    }

    /// Applies a node if it is met, and what is in it.
    fn apply(&mut self, node: &Node) {
        if !self.holds(node) {
            return;
        }
        self.met.push(node.pointer.clone());
        for feature in &node.features {
            self.feature(feature);
        }
        if matches!(node.condition, Some(Condition::Select)) {
            if let Some(first) = node.matches.iter().find(|child| self.is_taken(child)) {
                self.apply(first);
            }
        } else {
            for child in &node.matches {
                self.apply(child);
            }
        }
    }

    /// Whether the condition of a node holds; that of a select when one of its children is taken.
    fn holds(&mut self, node: &Node) -> bool {
        if let Some(known) = self.held[node.number] {
            return known;
        }
        let held = match &node.condition {
            None => false,
            Some(Condition::Select) => node.matches.iter().any(|child| self.is_taken(child)),
            Some(condition) => match self.view.meets(condition, &mut self.effort) {
                Met::Yes => true,
                Met::No => false,
                Met::OutOfSteps => {
                    self.gave_up(&node.pointer);
                    false
                }
            },
        };
        self.held[node.number] = Some(held);
        held
    }

    /// Whether a select takes a node: its condition holds and, if it has nodes in it but no features of its own, one of these is
    /// taken.
    fn is_taken(&mut self, node: &Node) -> bool {
        if let Some(known) = self.taken[node.number] {
            return known;
        }
        let leads_on = node.features.is_empty() && !node.matches.is_empty();
        let taken = self.holds(node)
            && (!leads_on || node.matches.iter().any(|child| self.is_taken(child)));
        self.taken[node.number] = Some(taken);
        taken
    }

    fn feature(&mut self, feature: &Feature) {
        let Feature {
            pointer,
            kind,
            effect,
        } = feature;
        let Some(effect) = effect else {
            self.effects
                .add_useless(pointer, kind, "it was not understood");
            return;
        };
        let url = match effect {
            Effect::Redirect { to, .. } => self.substituted(to, pointer).map(Some),
            Effect::Rewrite(to) => self
                .substituted(to, pointer)
                .and_then(|url| self.own(&url))
                .map(Some),
            _ => Ok(None),
        };
        match url {
            Ok(url) => self.effects.add(pointer, kind, effect, url),
            Err(because) => self.effects.add_useless(pointer, kind, because),
        }
    }

    /// The URL that a destination becomes, or why none.
    fn substituted(&mut self, to: &Substitution, pointer: &str) -> Result<String, &'static str> {
        match to.source.captures(&self.view.source(), &mut self.effort) {
            Ok(Some(captures)) => Ok(expand(&to.destination, &captures, &self.view)),
            Ok(None) => Err("its source does not fit"),
            Err(_) => {
                self.gave_up(pointer);
                Err("its source ran out of steps")
            }
        }
    }

    /// A rewritten URL with its path in normal form, if it stays with the account.
    fn own(&self, url: &str) -> Result<String, &'static str> {
        let (path, query) = match url.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (url, None),
        };
        if !path.starts_with('/') {
            return Err("its URL does not begin with /");
        }
        let path = normal(path);
        match account_of(&path) {
            Some(account) if account != self.view.site.account => {
                Err("its URL leads into another account")
            }
            _ => Ok(query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"))),
        }
    }

    fn gave_up(&mut self, pointer: &str) {
        self.notes.push(Finding {
            pointer: pointer.to_owned(),
            description: "A pattern ran out of steps on this request and counts as not met."
                .to_owned(),
        });
    }
}
