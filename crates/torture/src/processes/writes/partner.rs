//! A partner who adds deployments to a customer and changes some of them, each under a correlation id of its own, and asks again
//! under the same one until there is an answer.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use super::super::{
    http::{Answer, Call, call},
    wait::pause,
    world::{World, lock, text},
};

/// No kill keeps a partner waiting for so long.
const PATIENCE: Duration = Duration::from_mins(2);
/// A place abroad: deployments are never in the customer's own country.
const ADDRESS: &str = r#"{"companyProfile":{"address":{"country":"FR","region":"75","city":"Paris","addressLine1":"12 rue de Charonne","postalCode":"75011"}}}"#;
const INACTIVE: &str = r#"{"status":"1004"}"#;

/// A write that was answered.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) correlation: String,
    method: &'static str,
    target: String,
    body: &'static str,
    answer: Answer,
}

/// A customer's partner.
pub(super) struct Partner {
    pub(super) customer: String,
    authorization: String,
    client: String,
    /// The writes that were answered, in order.
    pub(super) written: Mutex<Vec<Written>>,
    /// How often a write was sent again.
    pub(super) again: AtomicU64,
}

impl Partner {
    pub(super) fn new(customer: String, client: String, token: &str) -> Self {
        Self {
            customer,
            authorization: format!("Bearer {token}"),
            client,
            written: Mutex::default(),
            again: AtomicU64::new(0),
        }
    }

    /// Has its customer enabled for sales abroad, before anything fails.
    pub(super) fn enable(&self, world: &World) {
        let target = format!("/v3/customers/{}", self.customer);
        let shown = self.ask(world, ("GET", &target, ""), "shown");
        let enabled = json!({
            "companyProfile": shown.unwrap().json()["companyProfile"],
            "globalSalesEnabled": true,
        });
        let changed = self.ask(world, ("PATCH", &target, &enabled.to_string()), "enabled");
        let changed = changed.unwrap();
        assert_eq!(changed.status, 200, "{changed:?}");
    }

    /// Writes until it is stopped.
    pub(super) fn write_until(
        &self,
        world: &World,
        mut random: fastrand::Rng,
        stopped: &AtomicBool,
    ) {
        let mut number = 0_u64;
        let mut added: Vec<String> = Vec::new();
        let deployments = format!("/v3/customers/{}/deployments", self.customer);
        while !stopped.load(SeqCst) {
            number += 1;
            let changes = !added.is_empty() && random.u8(..4) == 0;
            let (method, target, body) = if changes {
                let id = added.swap_remove(random.usize(..added.len()));
                ("PATCH", format!("{deployments}/{id}"), INACTIVE)
            } else {
                ("POST", deployments.clone(), ADDRESS)
            };
            let mut written = Written {
                correlation: format!("{}-{number}", self.customer),
                method,
                target,
                body,
                answer: Answer {
                    status: 0,
                    body: String::new(),
                },
            };
            written.answer = self.insist(world, &written);
            if method == "POST" {
                added.push(written.deployment());
            }
            lock(&self.written).push(written);
            pause(Duration::from_millis(random.u64(..15)));
        }
    }

    /// Asks until there is an answer.
    fn insist(&self, world: &World, write: &Written) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.send(world, write);
            match &answer {
                Ok(answer) if (200..300).contains(&answer.status) => return answer.clone(),
                // Away, or busy with the same call that it did not answer before.
                Err(_) => {}
                Ok(answer) if answer.status >= 500 || [409, 429].contains(&answer.status) => {}
                Ok(answer) => panic!("{answer:?} to {write:?}"),
            }
            assert!(start.elapsed() < PATIENCE, "{answer:?} to {write:?}");
            self.again.fetch_add(1, SeqCst);
            pause(Duration::from_millis(30));
        }
    }

    fn send(&self, world: &World, write: &Written) -> Result<Answer, String> {
        let asked = (write.method, write.target.as_str(), write.body);
        self.ask(world, asked, &write.correlation)
    }

    fn ask(
        &self,
        world: &World,
        (method, target, body): (&str, &str, &str),
        correlation: &str,
    ) -> Result<Answer, String> {
        let client = &self.client;
        let lines = format!("X-Api-Key: {client}\r\nX-Correlation-Id: {correlation}\r\n");
        let made = Call {
            method,
            target,
            authorization: &self.authorization,
            lines: &lines,
            body,
        };
        call(world.address, &made)
    }

    /// Every write is answered as it was at first.
    pub(super) fn repeat(&self, world: &World) {
        let written = lock(&self.written).clone();
        for write in written {
            let again = self.insist(world, &write);
            let same = (again.status, &again.body) == (write.answer.status, &write.answer.body);
            assert!(same, "{again:?} to {write:?}");
        }
    }
}

impl Written {
    /// The deployment that was added or changed.
    pub(super) fn deployment(&self) -> String {
        text(&self.answer.json(), "deploymentId")
    }

    /// What its event is called.
    pub(super) fn kind(&self) -> &'static str {
        match self.method {
            "POST" => "deployment.created",
            _ => "deployment.updated",
        }
    }
}
