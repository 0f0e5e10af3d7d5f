//! Asking the owner over a wire that this crate knows nothing of.

use async_trait::async_trait;
use landfall_core::{
    id::{ServerId, TenantId},
    model::{Environment, Platform, Release, ServerProgress},
};
use landfall_feed::{Landing, Propagation};

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

    /// Has the owner at `address` say how far these servers have got, in the same way; those that it does not know are left
    /// out.
    async fn progress(
        &self,
        address: &str,
        fencing: u64,
        servers: &[ServerId],
    ) -> Result<Option<Vec<ServerProgress>>, LinkError>;
}

/// Why an owner's answer cannot be had. For the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct LinkError(pub String);
