//! What a process of receivers is told in its first line, and what it says.

use std::net::SocketAddr;
use std::path::PathBuf;

use landfall_core::{
    id::{PopId, ServerId, TenantId},
    model::{Environment, Platform},
};
use serde::{Deserialize, Serialize};

/// What the receivers are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::bench::landing) struct Order {
    /// Where the sender is.
    pub(in crate::bench::landing) at: SocketAddr,
    /// How many.
    pub(in crate::bench::landing) servers: usize,
    /// What they speak.
    pub(in crate::bench::landing) kind: Kind,
    /// What they do with a change.
    pub(in crate::bench::landing) work: Work,
    /// Whether servers of the feed make keys ready as agents do that get many changes, and share that in their process.
    pub(in crate::bench::landing) ready: bool,
}

/// What receivers speak.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::bench::landing) enum Kind {
    /// Length and bytes.
    Raw,
    /// The broker's text protocol.
    Nats,
    /// gRPC.
    Etcd,
    /// Landfall's feed, as the servers of this file ([`Pinning`]).
    Feed(PathBuf),
}

/// What a receiver does before it acknowledges.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(in crate::bench::landing) enum Work {
    /// Nothing.
    None,
    /// Place, order, signature and digest, as an agent checks them.
    Check,
    /// The same; and the cursor is on the disk, in a file of this folder that all receivers share.
    CheckAndKeep(PathBuf),
}

/// What servers of the feed know from their enrolment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::bench::landing) struct Pinning {
    pub(in crate::bench::landing) tenant: TenantId,
    pub(in crate::bench::landing) platform: Platform,
    pub(in crate::bench::landing) environment: Environment,
    /// The number of the key that changes are signed with, and its public half.
    pub(in crate::bench::landing) key: (u64, [u8; 32]),
    /// The certificate (DER) to expect; plain when there is none.
    pub(in crate::bench::landing) certificate: Option<Vec<u8>>,
    pub(in crate::bench::landing) servers: Vec<Pinned>,
}

/// A server of the feed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::bench::landing) struct Pinned {
    pub(in crate::bench::landing) id: ServerId,
    pub(in crate::bench::landing) pop: PopId,
    pub(in crate::bench::landing) credential: String,
}

/// What a process of receivers says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::bench::landing) enum Said {
    /// All are connected: at the beginning, and each time after some were not. Microseconds since the first was lost.
    Connected(u64),
    /// A stream has reached this revision with so many changes, so many bytes of payload behind the start (feed, one server).
    Reached(u64, u64, u64),
    /// It cannot go on.
    Failed(String),
}
