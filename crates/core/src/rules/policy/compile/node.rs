//! Nodes as they are evaluated.

use ipnet::IpNet;

use super::{condition::Test, effect::Effect};
use crate::id::Hostname;

/// A match node.
#[derive(Debug)]
pub(in super::super) struct Node {
    /// Its number within the policy, from 0.
    pub(in super::super) number: usize,
    /// Where it stands.
    pub(in super::super) pointer: String,
    /// When it is met; none if that was not understood.
    pub(in super::super) condition: Option<Condition>,
    /// Its features, in their order.
    pub(in super::super) features: Vec<Feature>,
    /// The nodes in it, in their order.
    pub(in super::super) matches: Vec<Node>,
}

/// When a node is met.
#[derive(Debug)]
pub(in super::super) enum Condition {
    /// Always.
    Always,
    /// When one of its children is taken.
    Select,
    /// The method is one of these.
    Method(Vec<String>),
    /// The scheme is one of these.
    Scheme(Vec<String>),
    /// The path fits.
    Path {
        test: Test,
        /// As the client sent it, without the origin's own part in front.
        relative_to_origin: bool,
        /// With dot segments and escapes as the client sent them.
        encoded: bool,
    },
    /// A header of that name fits.
    Header { name: String, test: Test },
    /// The query fits.
    Query(Test),
    /// A parameter of that name fits.
    QueryParameter { name: String, test: Test },
    /// The client's address is in one of these networks, or in none.
    ClientAddress { networks: Vec<IpNet>, inside: bool },
    /// The host is one of these.
    EdgeCname(Vec<Hostname>),
    /// The site's path at the root begins with one of these.
    CustomerOrigin(Vec<String>),
}

/// A feature.
#[derive(Debug)]
pub(in super::super) struct Feature {
    /// Where it stands.
    pub(in super::super) pointer: String,
    /// Its type.
    pub(in super::super) kind: String,
    /// What it does; none if that was not understood.
    pub(in super::super) effect: Option<Effect>,
}
