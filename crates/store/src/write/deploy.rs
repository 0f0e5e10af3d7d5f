//! Policies, deploy requests, logs and what they release.

use async_trait::async_trait;
use landfall_core::model::{Change, DeployRequest, LogHead, Policy, Release};

use crate::StoreError;

/// Writing policies, deploy requests and change logs.
#[async_trait]
pub trait DeployWrites: Send {
    /// Adds a policy.
    async fn insert_policy(&mut self, policy: &Policy) -> Result<(), StoreError>;

    /// Adds a deploy request.
    async fn insert_deploy_request(&mut self, request: &DeployRequest) -> Result<(), StoreError>;

    /// Adds a log that ends where its head says.
    async fn insert_log(&mut self, log: &LogHead) -> Result<(), StoreError>;

    /// Appends an entry to its log and moves the log's head to it. The entry's revision has to be the one after the head and
    /// its epoch the log's, else nothing is written and the error is a conflict.
    async fn append_change(&mut self, change: &Change) -> Result<(), StoreError>;

    /// Remembers at which revision a request's generation was released to which POPs.
    async fn insert_release(&mut self, release: &Release) -> Result<(), StoreError>;
}
