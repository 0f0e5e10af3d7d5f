//! One step at a time, each by another process than the one before.

use landfall_control::command::Advanced;
use landfall_core::{
    id::DeployRequestId,
    model::{DeployState, Environment},
    rules::deploying::Decision,
};

use crate::{
    on_both_engines,
    place::{Engine, POLICIES, Place, SYSTEM, place, production},
};

use DeployState::{
    Approved, Deployed, DeploymentDelayed, Escalated, PendingReview, Submitted, VerificationDelayed,
};

on_both_engines! {
    a_process_may_die_between_any_two_steps,
    whoever_comes_next_finishes_what_was_left,
    a_review_outlives_the_processes_that_wait_for_it,
    the_tenant_has_accounts_reviewed_that_have_no_review_of_their_own,
    delays_are_told_and_passed,
}

/// Advances a request once, by a process of its own.
async fn advanced(place_: &Place, id: DeployRequestId) -> Advanced {
    let process = place_.process().await;
    process.control.advance(&place(id)).await.unwrap()
}

async fn a_process_may_die_between_any_two_steps(engine: Engine) {
    let record = Place::new(engine).await;
    let (id, head) = {
        let process = record.process().await;
        let head = process.head(Environment::Production).await;
        (process.accept(&production(POLICIES[0])).await.id, head)
    };
    for (step, expected) in [
        (Advanced::Moved(Approved), &[Submitted, Approved][..]),
        (Advanced::Moved(Deployed), &[Submitted, Approved, Deployed]),
        (Advanced::Ended, &[Submitted, Approved, Deployed]),
    ] {
        assert_eq!(advanced(&record, id).await, step);
        let process = record.process().await;
        assert_eq!(process.states(id).await, expected);
        // What is deployed is in the log, and nothing else is.
        let (request, releases) = process.request(id).await;
        let is_deployed = request.state == Deployed;
        let now = process.head(Environment::Production).await;
        assert_eq!(now.0 - head.0, u64::from(is_deployed));
        assert_eq!(releases.len(), usize::from(is_deployed));
        if is_deployed {
            assert_eq!(releases[0].revision, now);
            assert_eq!(releases[0].slot.as_str(), "0001");
        }
        let automatic = request.history.iter().skip(1);
        assert!(automatic.into_iter().all(|step| step.user == SYSTEM));
    }
    let absent = place(DeployRequestId(9_999_999));
    let process = record.process().await;
    assert_eq!(
        process.control.advance(&absent).await.unwrap(),
        Advanced::Ended
    );
}

async fn whoever_comes_next_finishes_what_was_left(engine: Engine) {
    let record = Place::new(engine).await;
    for (round, steps) in (1..).zip([0, 1, 2]) {
        let (id, head) = {
            let process = record.process().await;
            let head = process.head(Environment::Production).await;
            let at = process.accept(&production(POLICIES[steps])).await;
            for _ in 0..steps {
                process.control.advance(&at).await.unwrap();
            }
            (at.id, head)
        };
        let process = record.process().await;
        let look = async || process.control.look_after_deploys().await.unwrap();
        // It is left to its own process for a moment.
        look().await;
        let untouched = [Submitted, Approved, Deployed][steps];
        assert_eq!(process.state(id).await, untouched, "{round}");
        record.clock.advance(2);
        look().await;
        look().await;
        assert_eq!(process.states(id).await, [Submitted, Approved, Deployed]);
        assert_eq!(process.request(id).await.1.len(), 1);
        assert_eq!(process.head(Environment::Production).await.0, head.0 + 1);
    }
}

async fn a_review_outlives_the_processes_that_wait_for_it(engine: Engine) {
    let record = Place::new(engine).await;
    let id = {
        let process = record.process().await;
        process.review(None).await;
        process.accept(&production(POLICIES[0])).await.id
    };
    assert_eq!(advanced(&record, id).await, Advanced::Moved(PendingReview));
    record.clock.advance(14_399);
    assert_eq!(advanced(&record, id).await, Advanced::Waits(PendingReview));
    record
        .process()
        .await
        .control
        .look_after_deploys()
        .await
        .unwrap();
    assert_eq!(record.process().await.state(id).await, PendingReview);
    record.clock.advance(1);
    // The worker sees that time has passed.
    record
        .process()
        .await
        .control
        .look_after_deploys()
        .await
        .unwrap();
    let process = record.process().await;
    assert_eq!(process.state(id).await, Escalated);
    let (request, _) = process.request(id).await;
    let escalated = request.history.last().unwrap();
    assert_eq!(escalated.user, SYSTEM);
    assert_eq!(
        escalated.description.as_deref(),
        Some("Nobody has decided in time.")
    );
    drop(process);
    assert_eq!(advanced(&record, id).await, Advanced::Waits(Escalated));
    let process = record.process().await;
    process.decide(id, Decision::Approve).await.unwrap();
    let expected = [Submitted, PendingReview, Escalated, Approved, Deployed];
    assert_eq!(process.states(id).await, expected);
    let (request, _) = process.request(id).await;
    let approved = &request.history[3];
    assert!(approved.user != SYSTEM && approved.user != request.submitter);
    assert_eq!(approved.description.as_deref(), Some("because"));
}

async fn the_tenant_has_accounts_reviewed_that_have_no_review_of_their_own(engine: Engine) {
    let record = Place::new(engine).await;
    let id = {
        let process = record.process().await;
        process.review_all(60).await;
        process.accept(&production(POLICIES[0])).await.id
    };
    assert_eq!(advanced(&record, id).await, Advanced::Moved(PendingReview));
    let look = async || {
        let process = record.process().await;
        process.control.look_after_deploys().await.unwrap();
        process.state(id).await
    };
    record.clock.advance(59);
    assert_eq!(advanced(&record, id).await, Advanced::Waits(PendingReview));
    assert_eq!(look().await, PendingReview);
    // What the account has for itself goes before.
    record.process().await.review(Some(120)).await;
    record.clock.advance(1);
    assert_eq!(look().await, PendingReview);
    record.clock.advance(60);
    assert_eq!(look().await, Escalated);
}

async fn delays_are_told_and_passed(engine: Engine) {
    let record = Place::new(engine).await;
    let id = {
        let process = record.process().await;
        process.freeze("black friday").await;
        process.accept(&production(POLICIES[0])).await.id
    };
    record.clock.advance(30);
    for (seconds, step) in [
        (0, Advanced::Moved(VerificationDelayed)),
        (0, Advanced::Moved(Approved)),
        (29, Advanced::Waits(Approved)),
        (1, Advanced::Moved(DeploymentDelayed)),
        (1_000, Advanced::Waits(DeploymentDelayed)),
    ] {
        record.clock.advance(seconds);
        assert_eq!(advanced(&record, id).await, step);
    }
    {
        let process = record.process().await;
        let (request, releases) = process.request(id).await;
        let why = request.history.last().unwrap().description.as_deref();
        assert_eq!(why, Some("The fleet is frozen: black friday"));
        assert_eq!(releases, []);
        process.thaw().await;
    }
    assert_eq!(advanced(&record, id).await, Advanced::Moved(Deployed));
    let process = record.process().await;
    let expected = [
        Submitted,
        VerificationDelayed,
        Approved,
        DeploymentDelayed,
        Deployed,
    ];
    assert_eq!(process.states(id).await, expected);
}
