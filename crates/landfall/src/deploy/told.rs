//! What a server tells of a deploy request.

use serde::Deserialize;

/// A deploy request, as far as it is needed here.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) state: String,
}

/// How far a deploy request has got.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(Default))]
pub(super) struct Landing {
    pub(super) deploy_request_id: String,
    pub(super) policy_id: String,
    pub(super) platform: String,
    pub(super) environment: String,
    pub(super) state: String,
    pub(super) outcome: String,
    pub(super) superseded_by: Option<Successor>,
    pub(super) rolled_back: Option<RolledBack>,
    #[serde(flatten)]
    pub(super) all: Tally,
    pub(super) percent_of_pops: f64,
    pub(super) pops: Vec<Pop>,
    pub(super) failures: Option<Vec<Failure>>,
    pub(super) waiting: Option<Vec<Waiting>>,
}

/// Servers by how far they have got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub(super) struct Tally {
    pub(super) counted: u64,
    pub(super) received: u64,
    pub(super) landed: u64,
    pub(super) failed: u64,
    pub(super) stale: u64,
    pub(super) joining: u64,
    pub(super) drained: u64,
    pub(super) percent: f64,
}

/// A POP.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Pop {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) tally: Tally,
}

/// A server where it failed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Failure {
    pub(super) server_id: String,
    pub(super) name: String,
    pub(super) pop: String,
    pub(super) reason: Option<String>,
}

/// A server that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Waiting {
    pub(super) server_id: String,
    pub(super) name: String,
    pub(super) pop: String,
    pub(super) state: String,
    pub(super) received: bool,
    pub(super) since: String,
    pub(super) reason: Option<String>,
}

/// A later deploy request.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Successor {
    pub(super) deploy_request_id: String,
    pub(super) generation: u64,
}

/// That it was undone.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct RolledBack {
    pub(super) revision: u64,
    pub(super) by: Option<Successor>,
}
