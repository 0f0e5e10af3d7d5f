//! What an edge would answer, and what it would ask of the origin.

use serde::Serialize;

use super::super::compile::HeaderEdit;

/// What comes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The edge denies it.
    Denied,
    /// The edge sends the client elsewhere.
    Redirected,
    /// It is answered from the cache or the origin.
    Served,
}

/// What an edge would answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What comes of the request.
    pub outcome: Outcome,
    /// The status; none when the cache or the origin has it.
    pub status: Option<u16>,
    /// Where a redirect leads to.
    pub location: Option<String>,
    /// The URL at the root that the origin is asked for in the place of the client's, if another.
    pub rewritten: Option<String>,
    /// Changes of the answer's headers, in their order.
    pub response_headers: Vec<HeaderEdit>,
    /// Changes of the headers that the origin gets, in their order; none when it is not asked.
    pub request_headers: Vec<HeaderEdit>,
    /// How caches are used.
    pub cache: CacheUse,
}

/// How caches are used for an answer that is served.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CacheUse {
    /// Whether the edge's cache is left aside.
    pub bypassed: bool,
    /// What browsers are told: `max-age=…` in seconds, or `no-cache`.
    pub cache_control: Option<String>,
    /// How long the edge keeps it.
    pub edge: Vec<EdgeAge>,
    /// Media types that are compressed.
    pub compressed: Vec<String>,
}

/// How long an edge keeps an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeAge {
    /// Whether whatever the origin says; otherwise only if it says nothing.
    pub forced: bool,
    /// The status of such answers; all if there is none.
    pub status: Option<u16>,
    /// How long, in seconds.
    pub seconds: i64,
}
