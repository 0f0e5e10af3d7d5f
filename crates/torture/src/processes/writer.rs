//! A partner: adds policies and deploys them, one after the other, and does not give up before each was answered.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    ledger::{Entry, Ledger, Step, body},
    wait::pause,
    world::{Account, World, lock, text},
};

/// No fault lasts so long.
const PATIENCE: Duration = Duration::from_mins(2);
const POLICIES: &str = "/rules-engine/v1.1/policies";
pub(super) const REQUESTS: &str = "/rules-engine/v1.1/deploy-requests";

/// An account's partner.
#[derive(Default)]
pub(super) struct Partner {
    /// Held while a step is under way.
    pub(super) turn: Mutex<()>,
    pub(super) ledger: Mutex<Ledger>,
}

impl Partner {
    /// The newest step that was answered.
    pub(super) fn newest(&self) -> Option<Entry> {
        lock(&self.ledger).entries.last().cloned()
    }

    /// Deploys until it is stopped; what comes last is good everywhere.
    pub(super) fn deploy_until(
        &self,
        world: &World,
        account: &Account,
        mut random: fastrand::Rng,
        stopped: &AtomicBool,
    ) {
        while !stopped.load(SeqCst) {
            let poison = random.u8(..8) == 0;
            self.deploy(world, account, poison);
            pause(Duration::from_millis(random.u64(20..700)));
        }
        self.deploy(world, account, false);
    }

    /// Deploys once more.
    pub(super) fn deploy(&self, world: &World, account: &Account, poison: bool) -> Entry {
        let _turn = lock(&self.turn);
        let step = {
            let mut ledger = lock(&self.ledger);
            ledger.steps += 1;
            let number = ledger.steps;
            Step { number, poison }
        };
        let body = body(&account.number, step);
        let policy = insist(world, account, POLICIES, &body);
        let policy = text(&policy, "id").parse().unwrap();
        let message = format!("step {} of {}", step.number, account.number);
        let submit =
            json!({ "policy_id": policy, "environment": "production", "message": message });
        let request = insist(world, account, REQUESTS, &submit.to_string());
        let entry = Entry {
            step,
            request: text(&request, "id"),
            policy,
            message,
        };
        lock(&self.ledger).entries.push(entry.clone());
        entry
    }
}

/// Asks until there is an answer, as the public clients do: a repeated submit is the same one.
fn insist(world: &World, account: &Account, target: &str, body: &str) -> Value {
    let start = Instant::now();
    loop {
        let answer = world.partner(account, ("POST", target, body));
        match &answer {
            Ok(answer) if (200..300).contains(&answer.status) => return answer.json(),
            // Away, or busy with what it did not answer before.
            Err(_) => {}
            Ok(answer) if answer.status >= 500 || [409, 429].contains(&answer.status) => {}
            Ok(answer) => panic!("{target}: {answer:?} to {body}"),
        }
        assert!(start.elapsed() < PATIENCE, "{target}: {answer:?}");
        pause(Duration::from_millis(50));
    }
}
