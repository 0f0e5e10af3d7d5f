//! Calls that meet each other.

use std::{sync::Arc, time::Duration};

use futures_util::future::{join, join_all};
use landfall_control::command::Refusal;
use landfall_core::{
    id::PolicyId,
    model::{DeployState, Environment},
    rules::deploying::{Decision, NewSubmission},
};

use crate::{
    on_both_engines,
    place::{Engine, POLICIES, Place, place, production},
};

on_both_engines! {
    equal_submits_at_a_time_are_one,
    of_different_submits_at_a_time_one_is_open,
    a_cancellation_and_an_approval_are_never_both,
    the_work_goes_on_when_the_caller_is_gone,
    decisions_repeated_or_met_are_taken_once,
}

async fn equal_submits_at_a_time_are_one(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    let head = process.head(Environment::Production).await;
    let submits = (0..8).map(|_| process.submit(production(POLICIES[0])));
    let outcomes = join_all(submits).await;
    let outcomes: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap())
        .collect();
    let id = outcomes[0].id;
    assert!(
        outcomes.iter().all(|outcome| outcome.id == id),
        "{outcomes:?}"
    );
    let made = outcomes.iter().filter(|outcome| !outcome.replayed);
    assert_eq!(made.count(), 1, "{outcomes:?}");
    process.until(id, DeployState::Deployed).await;
    assert_eq!(process.head(Environment::Production).await.0, head.0 + 1);
}

async fn of_different_submits_at_a_time_one_is_open(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    process.review(None).await;
    for _ in 0..3 {
        let submits = POLICIES.map(|policy| process.submit(production(policy)));
        let outcomes = join_all(submits).await;
        let open = outcomes.iter().find_map(|outcome| outcome.as_ref().ok());
        let open = open.unwrap().id;
        for outcome in &outcomes {
            match outcome {
                Ok(submitted) => assert_eq!(submitted.id, open),
                Err(Refusal::Conflict { title, description }) => {
                    assert_eq!(*title, "Another deploy request is open");
                    let named = format!("Deploy request {open} (http_large, production) is ");
                    assert!(description.starts_with(&named), "{description}");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        process.until(open, DeployState::PendingReview).await;
        // Staging is another place.
        let staging = NewSubmission {
            environment: Environment::Staging,
            policy: PolicyId(POLICIES[0]),
            message: open.to_string(),
        };
        let staged = process.submit(staging).await.unwrap().id;
        process.until(staged, DeployState::Deployed).await;
        let author = process.author().await;
        process.control.cancel(&author, open).await.unwrap();
    }
}

async fn a_cancellation_and_an_approval_are_never_both(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    process.review(None).await;
    let author = process.author().await;
    for round in 0..6 {
        // Longer than a minute apart, so that each is a new one.
        record.clock.advance(61);
        let before = process.head(Environment::Production).await;
        let id = process.submit(production(POLICIES[0])).await.unwrap().id;
        process.until(id, DeployState::PendingReview).await;
        let cancel = process.control.cancel(&author, id);
        let approve = process.decide(id, Decision::Approve);
        let (canceled, approved) = if round % 2 == 0 {
            join(cancel, approve).await
        } else {
            let (approved, canceled) = join(approve, cancel).await;
            (canceled, approved)
        };
        assert_ne!(
            canceled.is_ok(),
            approved.is_ok(),
            "{canceled:?} {approved:?}"
        );
        let after = process.head(Environment::Production).await;
        let lost = if canceled.is_ok() {
            assert_eq!(process.state(id).await, DeployState::Canceled);
            assert_eq!(after, before);
            approved
        } else {
            process.until(id, DeployState::Deployed).await;
            canceled
        };
        assert!(matches!(lost, Err(Refusal::Conflict { .. })), "{lost:?}");
    }
}

async fn the_work_goes_on_when_the_caller_is_gone(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    let author = process.author().await;
    let submit = process.control.submit(author, production(POLICIES[0]));
    // It is asked once, and then nobody listens.
    let given_up = tokio::time::timeout(Duration::ZERO, submit).await;
    drop(given_up);
    let id = loop {
        // Whoever asks again gets that one.
        let found = process.submit(production(POLICIES[0])).await.unwrap();
        if found.replayed {
            break found.id;
        }
        // The first was not even begun; this one is its retry's retry.
    };
    process.until(id, DeployState::Deployed).await;
}

async fn decisions_repeated_or_met_are_taken_once(engine: Engine) {
    let record = Place::new(engine).await;
    let process = Arc::new(record.process().await);
    process.review(None).await;
    let id = process.submit(production(POLICIES[0])).await.unwrap().id;
    process.until(id, DeployState::PendingReview).await;
    let approvals = (0..4).map(|_| process.decide(id, Decision::Approve));
    for approved in join_all(approvals).await {
        approved.unwrap();
    }
    process.until(id, DeployState::Deployed).await;
    let expected = [
        DeployState::Submitted,
        DeployState::PendingReview,
        DeployState::Approved,
        DeployState::Deployed,
    ];
    assert_eq!(process.states(id).await, expected);
    let late = process.decide(id, Decision::Reject).await;
    assert!(matches!(late, Err(Refusal::Conflict { .. })), "{late:?}");
    // In another account's name there is no such request.
    let by = process.reviewer().await;
    let mut elsewhere = place(id);
    elsewhere.account = landfall_demo::ids::organization(landfall_demo::ids::OTHER_ACCOUNT);
    let ruling = landfall_control::command::Ruling::new(Decision::Escalate, None).unwrap();
    let refused = process.control.decide(&by, elsewhere, ruling).await;
    assert!(matches!(refused, Err(Refusal::NotFound)), "{refused:?}");
}

/// Two servers on one database look after the same requests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_hand_each_request_over_once() {
    let record = Place::new(Engine::Postgres).await;
    let (one, other) = (record.process().await, record.process().await);
    for round in 0..5 {
        record.clock.advance(61);
        let mut ids = Vec::new();
        for environment in [Environment::Production, Environment::Staging] {
            let new = NewSubmission {
                environment,
                message: round.to_string(),
                ..production(POLICIES[0])
            };
            ids.push((one.accept(&new).await.id, environment));
        }
        let before = [
            one.head(Environment::Production).await,
            one.head(Environment::Staging).await,
        ];
        record.clock.advance(2);
        let looks = [&one, &other, &one, &other].map(|it| it.control.look_after_deploys());
        for looked in join_all(looks).await {
            looked.unwrap();
        }
        for ((id, environment), before) in ids.into_iter().zip(before) {
            one.until(id, DeployState::Deployed).await;
            assert_eq!(one.states(id).await.len(), 3);
            assert_eq!(one.request(id).await.1.len(), 1);
            assert_eq!(one.head(environment).await.0, before.0 + 1);
        }
    }
}
