//! Where what was ordered is provided.
//!
//! The record itself is the service as long as nothing else is: [`Internal`] provides by being asked, and what an order does is
//! then written down. Another target calls out to whoever provides the service.

use async_trait::async_trait;
use landfall_core::{model::Job, rules::ordering::Came};

/// Provides what jobs order.
///
/// A target is asked before anything of a job is in the record, outside of any transaction, and never for two jobs of one account
/// at a time. It may be asked for the same job again, by the same process or another one, until the job has come to an end: the
/// job's [`fulfillment`](Job::fulfillment) names it, and one that was provided already is [`Came::Done`] again.
#[async_trait]
pub trait Target: Send + Sync {
    /// Sees to it that what a job orders is provided. An answer that takes longer than some seconds should be [`Came::Later`].
    async fn provide(&self, job: &Job) -> Came;
}

/// The record is the service: there is nothing to provide beside it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Internal;

#[async_trait]
impl Target for Internal {
    async fn provide(&self, _: &Job) -> Came {
        Came::Done
    }
}
