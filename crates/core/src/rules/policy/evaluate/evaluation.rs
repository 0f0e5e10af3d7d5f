//! Rules that were compiled once, and what comes of a request.

use serde::Serialize;

use super::super::{
    compile::{Demands, Node, compile},
    finding::Finding,
};
use super::{
    answer::Answer,
    request::{EdgeRequest, SiteView},
    walk::walk,
};
use crate::id::AccountNumber;

/// The rules of a policy, made ready to be evaluated many times.
#[derive(Debug)]
pub struct Compiled {
    rules: Vec<Vec<Node>>,
    nodes: usize,
    faults: Vec<Finding>,
}

impl Compiled {
    /// Reads the rules of an account's policy, given as the texts of their match nodes. What is not understood is kept among the
    /// [`faults`](Self::faults): such a node is never met and such a feature never in force.
    pub fn new(account: &AccountNumber, rules: &[impl AsRef<str>]) -> Self {
        let (rules, nodes, faults) = compile(account, rules, Demands::default());
        Self {
            rules,
            nodes,
            faults: faults.into_vec(),
        }
    }

    /// What was not understood; nothing in a policy that was verified.
    pub fn faults(&self) -> &[Finding] {
        &self.faults
    }

    /// What the edge would do with a request for a site of the account.
    ///
    /// An ordinary policy takes microseconds. One that was never verified, and whose patterns were made for it, can take seconds:
    /// this is nothing for a thread that serves others.
    pub fn evaluate(&self, site: &SiteView, request: &EdgeRequest) -> Evaluation {
        let mut evaluation = walk(&self.rules, self.nodes, site, request);
        evaluation.notes.splice(0..0, self.faults.iter().cloned());
        evaluation
    }
}

/// What the edge would do with a request for a site, under these rules.
pub fn evaluate(site: &SiteView, rules: &[impl AsRef<str>], request: &EdgeRequest) -> Evaluation {
    Compiled::new(&site.account, rules).evaluate(site, request)
}

/// What the edge would do with a request, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// The nodes that are met and whose features therefore apply, in the order of evaluation: pointers into the policy. Children
    /// of a select that come behind the one that is taken are not among them.
    pub met: Vec<String>,
    /// The features of these nodes, in the order of evaluation.
    pub features: Vec<FeatureUse>,
    /// What is answered.
    pub answer: Answer,
    /// What was not understood; patterns that were given up because they ran out of steps, which count as not met; a host that is
    /// none of the site's.
    pub notes: Vec<Finding>,
}

/// A feature of a node that is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeatureUse {
    /// Where it stands.
    pub pointer: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it has its effect.
    pub in_force: bool,
    /// Why it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl FeatureUse {
    pub(super) fn useless(&mut self, because: impl Into<String>) {
        self.in_force = false;
        self.because = Some(because.into());
    }
}
