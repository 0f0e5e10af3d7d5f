//! What people may decide. Whoever submitted a request does not decide over it, but may withdraw it.

use serde::{Deserialize, Serialize};

use crate::{
    id::UserId,
    model::{DeployRequest, DeployState},
};

/// What another person than the submitter says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It may be deployed.
    Approve,
    /// It may not.
    Reject,
    /// Somebody else has to say.
    Escalate,
}

impl Decision {
    /// The state that it leads to.
    pub fn leads_to(self) -> DeployState {
        match self {
            Self::Approve => DeployState::Approved,
            Self::Reject => DeployState::Rejected,
            Self::Escalate => DeployState::Escalated,
        }
    }
}

/// What a decision comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The request comes into this state.
    Becomes(DeployState),
    /// The same person has decided so before: nothing more happens.
    Already,
}

/// Why a decision is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionRefused {
    /// It is the submitter's.
    OwnRequest,
    /// The request is in this state and does not wait for such a decision.
    NotWaiting(DeployState),
}

/// What a decision of the user `by` over a request comes to.
pub fn decide(
    request: &DeployRequest,
    decision: Decision,
    by: UserId,
) -> Result<Decided, DecisionRefused> {
    if request.submitter == by {
        return Err(DecisionRefused::OwnRequest);
    }
    let next = decision.leads_to();
    let mut steps = request.history.iter();
    if steps.any(|step| step.state == next && step.user == by) {
        return Ok(Decided::Already);
    }
    if request.state.waits_for_review() && request.state.may_become(next) {
        Ok(Decided::Becomes(next))
    } else {
        Err(DecisionRefused::NotWaiting(request.state))
    }
}

/// What a withdrawal comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// The request is canceled.
    Now,
    /// It was canceled before: nothing more happens.
    Already,
}

/// What withdrawing a request in that state comes to; the state itself if it cannot be withdrawn.
pub fn withdraw(state: DeployState) -> Result<Withdrawn, DeployState> {
    if state == DeployState::Canceled {
        Ok(Withdrawn::Already)
    } else if state.may_become(DeployState::Canceled) {
        Ok(Withdrawn::Now)
    } else {
        Err(state)
    }
}
