//! Properties of the state machine, whichever way time, verdicts and people go.

use proptest::prelude::*;

use super::*;
use crate::{
    id::{DeployRequestId, OrganizationId, PolicyId, Timestamp, UserId},
    model::{
        Actor, DeployRequest, DeployState, Environment, Platform, SlotRequests, Submission,
        Transition,
    },
};

const SUBMITTER: UserId = UserId(77);

fn at(second: i64) -> Timestamp {
    Timestamp::from_seconds(1_600_000_000 + second)
}

fn request() -> DeployRequest {
    DeployRequest {
        id: DeployRequestId(123_456),
        tenant: "acme".parse().unwrap(),
        account: OrganizationId(uuid::Uuid::from_u128(6)),
        policy: PolicyId(4_409_533),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
        state: DeployState::Submitted,
        message: "spring release".to_owned(),
        submitter: SUBMITTER,
        history: Vec::new(),
        created_at: at(0),
        updated_at: at(0),
    }
}

/// Something that happens to a request.
#[derive(Debug, Clone, Copy)]
enum Happening {
    /// Seconds pass, or the clock is set back.
    Time(i64),
    /// Somebody looks after it; verification has this outcome, if it comes to one.
    Look {
        verdict: Option<bool>,
        review: bool,
        is_blocked: bool,
    },
    Decide(Decision, UserId),
    Cancel,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let decision = prop_oneof![
        Just(Decision::Approve),
        Just(Decision::Reject),
        Just(Decision::Escalate)
    ];
    let happening = prop_oneof![
        2 => (-100_i64..20_000).prop_map(Happening::Time),
        5 => (any::<Option<bool>>(), any::<bool>(), any::<bool>()).prop_map(
            |(verdict, review, is_blocked)| Happening::Look { verdict, review, is_blocked }
        ),
        2 => (decision, 76_u64..79).prop_map(|(decision, by)| Happening::Decide(decision, UserId(by))),
        1 => Just(Happening::Cancel),
    ];
    proptest::collection::vec(happening, 0..40)
}

/// A request and what has become of it.
struct Life {
    request: DeployRequest,
    now: Timestamp,
    states: Vec<DeployState>,
}

impl Life {
    fn enter(&mut self, next: DeployState, user: UserId) {
        let from = self.request.state;
        assert!(from.may_become(next), "{from} became {next}");
        self.request.state = next;
        self.request.updated_at = self.now;
        self.request.history.push(Transition {
            id: self.states.len() as u64,
            state: next,
            at: self.now,
            user,
            description: None,
            details: Vec::new(),
        });
        self.states.push(next);
    }

    fn standing(&self) -> Standing {
        Standing {
            state: self.request.state,
            since: self.request.updated_at,
        }
    }

    fn meet(&mut self, happening: Happening) {
        let before = self.request.state;
        match happening {
            Happening::Time(seconds) => self.now = self.now.plus(seconds),
            Happening::Look {
                verdict: outcome,
                review,
                is_blocked,
            } => match next(self.standing(), self.now, REVIEW_WITHIN, is_blocked) {
                Next::Verify => {
                    if let Some(passed) = outcome {
                        self.enter(verdict(passed, review), UserId(1));
                    }
                }
                Next::HandOver => {
                    assert!(!is_blocked);
                    self.enter(DeployState::Deployed, UserId(1));
                }
                Next::Become(state) => self.enter(state, UserId(1)),
                Next::Wait => assert!(!before.is_final()),
                Next::Nothing => assert!(before.is_final()),
            },
            Happening::Decide(decision, by) => match decide(&self.request, decision, by) {
                Ok(Decided::Becomes(state)) => {
                    assert_ne!(by, SUBMITTER);
                    assert!(before.waits_for_review());
                    self.enter(state, by);
                }
                Ok(Decided::Already) => assert!(self.states.contains(&decision.leads_to())),
                Err(DecisionRefused::OwnRequest) => assert_eq!(by, SUBMITTER),
                Err(DecisionRefused::NotWaiting(state)) => assert_eq!(state, before),
            },
            Happening::Cancel => match withdraw(before) {
                Ok(Withdrawn::Now) => {
                    assert!(before.waits_for_review());
                    self.enter(DeployState::Canceled, SUBMITTER);
                }
                Ok(Withdrawn::Already) => assert_eq!(before, DeployState::Canceled),
                Err(state) => assert_eq!(state, before),
            },
        }
        if before.is_final() {
            assert_eq!(self.request.state, before, "a final state was left");
        }
    }
}

proptest! {
    /// `enter` refuses every transition that the contract does not have.
    #[test]
    fn no_request_leaves_the_contract_s_table(happenings in happenings()) {
        let mut life = Life { request: request(), now: at(0), states: vec![DeployState::Submitted] };
        for happening in happenings {
            life.meet(happening);
        }
        // A state is entered once at most: nothing goes round.
        let mut states = life.states.clone();
        states.sort_unstable();
        states.dedup();
        prop_assert_eq!(states.len(), life.states.len());
    }

    /// Whatever has happened to a request, it comes to an end when it is looked after and people decide.
    #[test]
    fn every_request_can_be_brought_to_an_end(happenings in happenings()) {
        let mut life = Life { request: request(), now: at(0), states: vec![DeployState::Submitted] };
        for happening in happenings {
            life.meet(happening);
        }
        for _ in 0..8 {
            life.meet(Happening::Look { verdict: Some(true), review: false, is_blocked: false });
            life.meet(Happening::Decide(Decision::Approve, UserId(90)));
        }
        prop_assert!(life.request.state.is_final(), "{}", life.request.state);
    }

    /// Only what is the same in all that is compared is a retry, and only for a minute.
    #[test]
    fn retries_are_told_from_new_submits(
        elapsed in -10_i64..200,
        same in proptest::array::uniform4(proptest::bool::weighted(0.8)),
        state in proptest::sample::select(DeployState::ALL.to_vec()),
        rolled_back in any::<bool>(),
    ) {
        let credential = Actor::Client(crate::id::ClientKey(5));
        let earlier = Submission {
            request: DeployRequest { state, ..request() },
            credential: Some(credential),
            sent_at: at(0),
            rolled_back,
        };
        let sent = Sent {
            policy: PolicyId(4_409_533 + u64::from(!same[0])),
            environment: if same[1] { Environment::Production } else { Environment::Staging },
            message: if same[2] { "spring release" } else { "spring release " },
            credential: if same[3] { credential } else { Actor::User(UserId(5)) },
            at: at(elapsed),
        };
        let stands = match state {
            DeployState::Deployed => !rolled_back,
            DeployState::Rejected | DeployState::Canceled => false,
            _ => true,
        };
        let expected = stands && elapsed <= 60 && same.iter().all(|same| *same);
        prop_assert_eq!(is_replay(&sent, &earlier), expected);
    }
}

#[test]
fn every_state_is_reached() {
    let look = |verdict, review, is_blocked| Happening::Look {
        verdict,
        review,
        is_blocked,
    };
    let other = UserId(78);
    let ways: [&[Happening]; 5] = [
        &[
            Happening::Time(30),
            look(None, false, false),
            look(Some(true), false, true),
            Happening::Time(30),
            look(None, false, true),
            look(None, false, false),
        ],
        &[look(Some(false), true, false)],
        &[
            look(Some(true), true, false),
            Happening::Decide(Decision::Escalate, other),
            Happening::Decide(Decision::Reject, other),
        ],
        &[
            look(Some(true), true, false),
            Happening::Time(14_400),
            look(None, false, false),
            Happening::Cancel,
        ],
        &[
            look(Some(true), true, false),
            Happening::Decide(Decision::Approve, other),
            look(None, false, false),
        ],
    ];
    let mut reached = Vec::new();
    for way in ways {
        let mut life = Life {
            request: request(),
            now: at(0),
            states: vec![DeployState::Submitted],
        };
        for &happening in way {
            life.meet(happening);
        }
        assert!(life.request.state.is_final(), "{:?}", life.states);
        reached.extend(life.states);
    }
    for state in DeployState::ALL {
        assert!(reached.contains(state), "{state}");
    }
}

#[test]
fn delays_begin_at_their_second() {
    use DeployState::{
        Approved, DeploymentDelayed, Escalated, PendingReview, Submitted, VerificationDelayed,
    };
    for (state, seconds, before, then) in [
        (Submitted, 30, Next::Verify, VerificationDelayed),
        (Approved, 30, Next::Wait, DeploymentDelayed),
        (PendingReview, 14_400, Next::Wait, Escalated),
    ] {
        let standing = Standing {
            state,
            since: at(0),
        };
        let next = |second| next(standing, at(second), REVIEW_WITHIN, true);
        assert_eq!(next(seconds - 1), before, "{state}");
        assert_eq!(next(seconds), Next::Become(then), "{state}");
        assert_eq!(next(-9), before, "{state}: the clock was set back");
    }
}

#[test]
fn a_thawed_fleet_takes_what_waited() {
    for state in [DeployState::Approved, DeployState::DeploymentDelayed] {
        let standing = Standing {
            state,
            since: at(0),
        };
        assert_eq!(next(standing, at(900), 1, false), Next::HandOver);
        assert_ne!(next(standing, at(900), 1, true), Next::HandOver);
    }
}

#[test]
fn the_open_request_is_looked_at_before_the_active_one() {
    let credential = Actor::Client(crate::id::ClientKey(5));
    let submission = |id, state| Submission {
        request: DeployRequest {
            id: DeployRequestId(id),
            state,
            ..request()
        },
        credential: Some(credential),
        sent_at: at(0),
        rolled_back: false,
    };
    let sent = Sent {
        policy: PolicyId(4_409_533),
        environment: Environment::Production,
        message: "spring release",
        credential,
        at: at(60),
    };
    let mut slot = SlotRequests {
        open: Some(submission(2, DeployState::PendingReview)),
        active: Some(submission(1, DeployState::Deployed)),
    };
    let id = |slot: &SlotRequests| replayed(&sent, slot).map(|found| found.request.id.0);
    assert_eq!(id(&slot), Some(2));
    slot.open = None;
    assert_eq!(id(&slot), Some(1));
    slot.active = None;
    assert_eq!(id(&slot), None);
}

#[test]
fn a_decision_is_taken_once_and_repeating_it_changes_nothing() {
    let mut life = Life {
        request: request(),
        now: at(0),
        states: vec![DeployState::Submitted],
    };
    let other = UserId(78);
    assert_eq!(
        decide(&life.request, Decision::Approve, other),
        Err(DecisionRefused::NotWaiting(DeployState::Submitted))
    );
    life.meet(Happening::Look {
        verdict: Some(true),
        review: true,
        is_blocked: false,
    });
    assert_eq!(
        decide(&life.request, Decision::Approve, SUBMITTER),
        Err(DecisionRefused::OwnRequest)
    );
    life.meet(Happening::Decide(Decision::Approve, other));
    assert_eq!(
        decide(&life.request, Decision::Approve, other),
        Ok(Decided::Already)
    );
    assert_eq!(
        decide(&life.request, Decision::Approve, UserId(79)),
        Err(DecisionRefused::NotWaiting(DeployState::Approved))
    );
}
