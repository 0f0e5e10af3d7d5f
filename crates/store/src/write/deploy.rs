//! Policies, deploy requests, logs and what they release.

use async_trait::async_trait;
use landfall_core::{
    id::{Cursor, LogId},
    model::{Change, DeployRequest, LogHead, Policy, Release},
};

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

    /// Where a log ends, kept so until the transaction has ended: the entry behind it is this transaction's to append, which
    /// has to know its revision to sign it. Everybody else who appends to this log waits, so call it when all else is done,
    /// and for several logs in the order of their ids. None if there is no such log.
    async fn lock_log(&mut self, log: LogId) -> Result<Option<Cursor>, StoreError>;

    /// Appends an entry to its log and moves the log's head to it. The entry's revision has to be the one after the head, its
    /// epoch the log's, and its generation not older than any other of its slot (so that a newer hand-over ends the waves of
    /// older ones), else nothing is written and the error is a conflict: of this call, or of the whole write if the log was not
    /// [locked](Self::lock_log), since an engine may keep the entry back until the commit.
    async fn append_change(&mut self, change: &Change) -> Result<(), StoreError>;

    /// Remembers at which revision a request's generation was released to which POPs.
    async fn insert_release(&mut self, release: &Release) -> Result<(), StoreError>;
}
