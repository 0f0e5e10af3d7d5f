//! What an agent counts, in the text format that scrapers read.

use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};

use crate::{
    decide::{Outcome, Step},
    worker::Standing,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StepLabels {
    step: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TimeLabels {
    step: &'static str,
}

/// The agent's metrics. None of them has a label with an account's number.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    steps: Family<StepLabels, Counter>,
    seconds: Family<TimeLabels, Counter<f64, AtomicU64>>,
    epoch: Gauge,
    revision: Gauge,
    head: Gauge,
    accounts: Gauge,
    exceptions: Gauge,
    stuck: Gauge,
    ready: Gauge,
    connected: Gauge,
    pub(crate) connections: Counter,
    pub(crate) changes: Counter,
    pub(crate) bytes: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("landfall_agent");
        let all = Self {
            steps: Family::default(),
            seconds: Family::default(),
            epoch: Gauge::default(),
            revision: Gauge::default(),
            head: Gauge::default(),
            accounts: Gauge::default(),
            exceptions: Gauge::default(),
            stuck: Gauge::default(),
            ready: Gauge::default(),
            connected: Gauge::default(),
            connections: Counter::default(),
            changes: Counter::default(),
            bytes: Counter::default(),
            registry: Registry::default(),
        };
        let mut gauge = |name: &str, help: &str, gauge: &Gauge| {
            registry.register(name, help, gauge.clone());
        };
        gauge(
            "cursor_epoch",
            "Epoch of the log up to which nothing is owed",
            &all.epoch,
        );
        gauge(
            "cursor_revision",
            "Revision up to which nothing is owed",
            &all.revision,
        );
        gauge("head_revision", "Newest revision heard of", &all.head);
        gauge(
            "accounts",
            "Accounts with rules on this server",
            &all.accounts,
        );
        gauge(
            "exceptions",
            "Accounts that run something else than the cursor says",
            &all.exceptions,
        );
        gauge("stuck", "1 while the whole server is stuck", &all.stuck);
        gauge(
            "ready",
            "1 while the last good state is being served",
            &all.ready,
        );
        gauge("connected", "1 while the feed is connected", &all.connected);
        let mut counter = |name: &str, help: &str, counter: &Counter| {
            registry.register(name, help, counter.clone());
        };
        counter(
            "connections",
            "Connections to the feed that were welcomed",
            &all.connections,
        );
        counter("changes", "Changes received and found good", &all.changes);
        let bytes = all.bytes.clone();
        registry.register_with_unit("payload", "Payloads received", Unit::Bytes, bytes);
        registry.register("steps", "Steps taken, by outcome", all.steps.clone());
        let seconds = all.seconds.clone();
        registry.register_with_unit("step", "Time that steps took", Unit::Seconds, seconds);
        Self { registry, ..all }
    }
}

impl Metrics {
    /// All of them, in the text format.
    pub fn text(&self) -> String {
        let mut buffer = String::new();
        text::encode(&mut buffer, &self.registry).expect("writing to a string cannot fail");
        buffer
    }

    pub(crate) fn step(&self, step: &Step, outcome: &Outcome, took: Duration) {
        let step = match step {
            Step::Put { .. } => "put",
            Step::Check => "check",
            Step::Reload => "reload",
            Step::Probe => "probe",
            Step::Store(_) => "store",
        };
        let outcome = match outcome {
            Outcome::Done => "done",
            Outcome::Accounts(_) => "accounts",
            Outcome::Refused(_) => "refused",
            Outcome::Server(_) => "server",
        };
        self.steps
            .get_or_create(&StepLabels { step, outcome })
            .inc();
        self.seconds
            .get_or_create(&TimeLabels { step })
            .inc_by(took.as_secs_f64());
    }

    pub(crate) fn standing(&self, standing: &Standing, ready: bool, connected: bool, head: u64) {
        let state = &standing.state;
        self.epoch.set(state.cursor.epoch.0.into());
        self.revision.set(whole(state.cursor.revision.0));
        self.head.set(whole(head));
        let accounts = state
            .slots
            .values()
            .filter(|slot| slot.running.is_some_and(|entry| entry.content.is_some()));
        self.accounts.set(whole(accounts.count() as u64));
        self.exceptions
            .set(whole(state.exceptions().count() as u64));
        self.stuck.set(standing.trouble.is_some().into());
        self.ready.set(ready.into());
        self.connected.set(connected.into());
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_by_outcome_and_no_account_has_a_series() {
        let metrics = Metrics::default();
        let second = Duration::from_secs(1);
        metrics.step(&Step::Check, &Outcome::Refused("no".to_owned()), second);
        let named = vec![(
            landfall_core::id::AccountNumber::from_value(0xC1B6),
            "no".to_owned(),
        )];
        metrics.step(&Step::Check, &Outcome::Accounts(named), second);
        metrics.standing(&Standing::default(), true, false, 7);
        let text = metrics.text();
        for line in [
            "landfall_agent_steps_total{step=\"check\",outcome=\"refused\"} 1",
            "landfall_agent_step_seconds_total{step=\"check\"} 2.0",
            "landfall_agent_ready 1",
            "landfall_agent_connected 0",
            "landfall_agent_head_revision 7",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
        assert!(!text.contains("C1B6"));
    }
}
