//! What follows by itself.

use crate::{id::Timestamp, model::DeployState};

/// Seconds after which a request without a verdict counts as delayed.
pub const VERDICT_WITHIN: i64 = 30;
/// Seconds after which an approved request whose hand-over is blocked counts as delayed.
pub const HAND_OVER_WITHIN: i64 = 30;
/// Seconds for a person's decision, unless the account has its own.
pub const REVIEW_WITHIN: u32 = 4 * 3600;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: DeployState,
    /// When it came into it.
    pub since: Timestamp,
}

impl Standing {
    /// Whether it has stood so for that many seconds. A clock that was set back only makes it wait longer.
    fn has_lasted(self, seconds: i64, now: Timestamp) -> bool {
        now.seconds().saturating_sub(self.since.seconds()) >= seconds
    }
}

/// What is to be done about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Its policy is verified; [`verdict`] says what state that leads to.
    Verify,
    /// It is handed to the fleet, and `deployed` with that.
    HandOver,
    /// It comes into this state, for time has passed.
    Become(DeployState),
    /// Nothing for now: time has to pass, a person to decide, or the fleet to be thawed.
    Wait,
    /// Nothing ever: the state is final.
    Nothing,
}

/// What is to be done at `now` about a request. `review_within` are the seconds for a person's decision; `is_blocked` says
/// that the fleet takes nothing at the moment.
pub fn next(standing: Standing, now: Timestamp, review_within: u32, is_blocked: bool) -> Next {
    use DeployState::{
        Approved, Canceled, Deployed, DeploymentDelayed, Escalated, PendingReview, Rejected,
        Submitted, VerificationDelayed,
    };
    match standing.state {
        Submitted if standing.has_lasted(VERDICT_WITHIN, now) => Next::Become(VerificationDelayed),
        Submitted | VerificationDelayed => Next::Verify,
        PendingReview if standing.has_lasted(i64::from(review_within), now) => {
            Next::Become(Escalated)
        }
        Approved | DeploymentDelayed if !is_blocked => Next::HandOver,
        Approved if standing.has_lasted(HAND_OVER_WITHIN, now) => Next::Become(DeploymentDelayed),
        PendingReview | Escalated | Approved | DeploymentDelayed => Next::Wait,
        Rejected | Canceled | Deployed => Next::Nothing,
    }
}

/// The state that a verdict leads to. `review` says whether another person has to look at what passed.
pub fn verdict(passed: bool, review: bool) -> DeployState {
    match (passed, review) {
        (false, _) => DeployState::Rejected,
        (true, true) => DeployState::PendingReview,
        (true, false) => DeployState::Approved,
    }
}
