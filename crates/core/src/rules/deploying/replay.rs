//! Blind retries: clients send a submit again when its answer is lost, and get the request that the first one made.

use crate::{
    id::{PolicyId, Timestamp},
    model::{Actor, DeployState, Environment, SlotRequests, Submission},
};

/// For how many seconds a submit counts as a retry of an earlier one; each retry begins them anew.
pub const REPLAY_WITHIN: i64 = 60;

/// A submit, as far as it is compared with earlier ones.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'s> {
    /// The policy.
    pub policy: PolicyId,
    /// The environment.
    pub environment: Environment,
    /// The message.
    pub message: &'s str,
    /// Who sends it.
    pub credential: Actor,
    /// When.
    pub at: Timestamp,
}

/// Whether `sent` is a retry of a submit whose request is open, or was the last to be handed over in its slot.
pub fn is_replay(sent: &Sent<'_>, earlier: &Submission) -> bool {
    let request = &earlier.request;
    let stands = match request.state {
        DeployState::Deployed => !earlier.rolled_back,
        state => !state.is_final(),
    };
    let elapsed = sent.at.seconds().saturating_sub(earlier.sent_at.seconds());
    stands
        && earlier.credential == Some(sent.credential)
        && request.policy == sent.policy
        && request.environment == sent.environment
        && request.message == sent.message
        && elapsed <= REPLAY_WITHIN
}

/// The request that `sent` is a retry of, if it is one.
pub fn replayed<'s>(sent: &Sent<'_>, slot: &'s SlotRequests) -> Option<&'s Submission> {
    let earlier = slot.open.iter().chain(&slot.active);
    earlier.into_iter().find(|earlier| is_replay(sent, earlier))
}
