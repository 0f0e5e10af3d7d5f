//! Asking the owner over a wire that this crate knows nothing of.

use async_trait::async_trait;
use landfall_core::{
    id::{ServerId, TenantId, Timestamp},
    model::{Environment, Platform, Release, ServerProgress},
};
use landfall_feed::{Landing, LogKey, Propagation};
use serde::{Deserialize, Serialize};

use super::{PassedCommand, PassedReply};
use crate::query::{PopNow, PopsAsked};

/// How far a generation has landed, as a question to the owner of the fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The tenant whose fleet it is.
    pub tenant: TenantId,
    /// The platform.
    pub platform: Platform,
    /// The environment.
    pub environment: Environment,
    /// What the generation released, as the record has it.
    pub releases: Vec<Release>,
    /// When it was handed over.
    pub handed_over_at: Timestamp,
}

/// What some servers of a fleet can do, as they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FleetTypes {
    /// Names of match and feature types; empty when they have not said.
    pub types: Vec<String>,
    /// How many servers say so.
    pub servers: u64,
}

/// A way to other processes on the same store.
#[async_trait]
pub trait OwnerLink: Send + Sync {
    /// Has the owner at `address` count, if it is the one with that fencing number and still is when it has counted; none
    /// if it says that it is not.
    async fn count(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Propagation>, LinkError>;

    /// Has the owner at `address` tell in full how far a generation has got, in the same way.
    async fn landing(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Landing>, LinkError>;

    /// Has the owner at `address` say how the servers of each POP are doing, in the same way.
    async fn pops(
        &self,
        address: &str,
        fencing: u64,
        asked: &PopsAsked,
    ) -> Result<Option<Vec<PopNow>>, LinkError>;

    /// Has the owner at `address` say how far these servers have got, in the same way; those that it does not know are left
    /// out.
    async fn progress(
        &self,
        address: &str,
        fencing: u64,
        servers: &[ServerId],
    ) -> Result<Option<Vec<ServerProgress>>, LinkError>;

    /// Has the owner at `address` say what the servers of these fleets can do, in the same way.
    async fn types(
        &self,
        address: &str,
        fencing: u64,
        fleets: &[LogKey],
    ) -> Result<Option<Vec<FleetTypes>>, LinkError>;

    /// Has the owner at `address` do a command, if it is the one with that fencing number; none if it says that it is not, and
    /// has done nothing. After an error it may have been done.
    async fn pass(
        &self,
        address: &str,
        fencing: u64,
        command: &PassedCommand,
    ) -> Result<Option<PassedReply>, LinkError>;
}

/// Why an owner's answer cannot be had. For the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct LinkError(pub String);
