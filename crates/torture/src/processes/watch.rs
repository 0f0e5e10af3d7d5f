//! Looks at what partners are told, then at the disks: nothing is claimed that is not so.

use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use serde_json::Value;

use super::{
    ledger::Entry,
    truth::{Disks, Running},
    wait::pause,
    world::{World, lock},
    writer::Partner,
};

/// Rounding of a percentage, and no more.
const ROUNDING: f64 = 1e-9;

/// An edge server's POP and folder.
pub(super) type Place = (u64, PathBuf);

/// Who looks.
pub(super) struct Watch<'r> {
    pub(super) world: &'r World,
    pub(super) partners: &'r [Partner],
    pub(super) places: &'r [Place],
    /// Held while it looks: nobody puts the record back between what was said and what is found.
    pub(super) looking: &'r Mutex<()>,
}

/// What it has seen.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Seen {
    /// Statuses that were compared with the disks.
    pub(super) statuses: u64,
    /// Those of changes that were on their way.
    pub(super) on_their_way: u64,
}

impl Watch<'_> {
    /// Looks again and again.
    pub(super) fn until(&self, mut random: fastrand::Rng, stopped: &AtomicBool) -> Seen {
        let (mut seen, mut disks) = (Seen::default(), Disks::default());
        while !stopped.load(SeqCst) {
            self.look(&mut random, &mut disks, &mut seen);
            pause(Duration::from_millis(random.u64(5..60)));
        }
        seen
    }

    fn look(&self, random: &mut fastrand::Rng, disks: &mut Disks, seen: &mut Seen) {
        let number = random.usize(..self.partners.len());
        let (account, partner) = (&self.world.accounts[number], &self.partners[number]);
        let _looking = lock(self.looking);
        let entry = {
            let entries = &lock(&partner.ledger).entries;
            // Mostly what is on its way; sometimes what has landed long ago, which stays so.
            let back = if random.u8(..6) == 0 {
                random.usize(0..200)
            } else {
                random.usize(0..4)
            };
            entries
                .iter()
                .rev()
                .nth(back.min(entries.len().saturating_sub(1)))
                .cloned()
        };
        let Some(entry) = entry else { return };
        let Ok(answer) = self.world.status(account, &entry.request) else {
            return;
        };
        if answer.status >= 500 {
            return;
        }
        assert_eq!(answer.status, 200, "{entry:?}: {answer:?}");
        let status = answer.json();
        let running: Vec<(u64, Running)> = (self.places.iter())
            .map(|(pop, place)| (*pop, disks.running(place)))
            .collect();
        seen.statuses += 1;
        seen.on_their_way += u64::from(status["Status"] == "propagating");
        is_no_more_than_true(&account.number, &entry, &status, &running);
    }
}

fn is_no_more_than_true(account: &str, entry: &Entry, status: &Value, running: &[(u64, Running)]) {
    let truth = |pop: Option<u64>| {
        let there = running
            .iter()
            .filter(|(at, _)| pop.is_none_or(|pop| pop == *at));
        let has = |(_, running): &&(u64, Running)| {
            running.get(account).is_some_and(|step| *step >= entry.step)
        };
        let (all, landed) = (there.clone().count(), there.filter(has).count());
        share(landed, all)
    };
    let claimed = percent(&status["Percent_propagated"]);
    let found = truth(None);
    assert!(
        claimed <= found + ROUNDING,
        "{account} {entry:?}: {claimed} % are claimed, and {found} % is true: {status}, {running:?}"
    );
    for pop in status["Pops"].as_array().into_iter().flatten() {
        let claimed = percent(&pop["percentage_propagated"]);
        let name = pop["name"].as_str().unwrap();
        let found = truth(Some(if name.contains("Augsburg") { 1 } else { 2 }));
        assert!(
            claimed <= found + ROUNDING,
            "{account} {entry:?} at {name}: {claimed} % are claimed, and {found} % is true: {running:?}"
        );
    }
}

/// So many of all, in percent.
pub(super) fn share(landed: usize, all: usize) -> f64 {
    let count = |count: usize| f64::from(u32::try_from(count).unwrap());
    count(landed) * 100.0 / count(all.max(1))
}

fn percent(value: &Value) -> f64 {
    let percent = value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"));
    assert!((0.0..=100.0).contains(&percent), "{percent}");
    percent
}
