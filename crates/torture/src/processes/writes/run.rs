//! A run: partners write, somebody follows, and the control plane is killed again and again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

use super::super::{
    Length,
    binary::Binary,
    wait::pause,
    world::{Engine, TENANT, World, lock, text},
};
use super::{follower::Heard, partner::Partner};

/// What a run is made of. The seed fixes what is written and when it is killed; how far writes have got by then is nobody's choice.
#[derive(Debug, Clone)]
pub struct WritesRun {
    /// The product.
    pub binary: Binary,
    /// What keeps the record.
    pub engine: Engine,
    /// Where chance begins.
    pub seed: u64,
    /// How many kills there are, or for how long there are any.
    pub length: Length,
    /// How many partners write at a time.
    pub partners: usize,
}

/// What has happened in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WritesReport {
    /// How often the control plane was killed.
    pub kills: u64,
    /// Writes that were answered.
    pub written: u64,
    /// How often one was sent again before it was.
    pub again: u64,
    /// Events of them that the follower has heard.
    pub heard: u64,
}

impl WritesRun {
    /// Runs; panics when something does not hold. `say` is told what happens.
    pub fn run(&self, say: &(dyn Fn(&str) + Sync)) -> WritesReport {
        let world = World::new(&self.binary, self.engine, self.partners);
        let partners = partners(&world);
        let token = client(&world, "follower", "native=write", "native");
        let mut random = fastrand::Rng::with_seed(self.seed);
        let (mut report, mut heard) = (WritesReport::default(), Heard::new());
        let (stopped, done) = (AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            let following = scope.spawn(|| heard.follow(&world, &token, &done));
            let writing: Vec<_> = (partners.iter())
                .map(|partner| {
                    let random = fastrand::Rng::with_seed(random.u64(..));
                    let (world, stopped) = (&world, &stopped);
                    scope.spawn(move || partner.write_until(world, random, stopped))
                })
                .collect();
            let start = Instant::now();
            while self.goes_on(report.kills, start) {
                pause(Duration::from_millis(random.u64(20..1_500)));
                world.kill();
                report.kills += 1;
                world.start();
                let written: usize = partners.iter().map(|one| lock(&one.written).len()).sum();
                say(&format!(
                    "{} kills, {written} writes answered",
                    report.kills
                ));
            }
            pause(Duration::from_millis(500));
            stopped.store(true, SeqCst);
            let wrote: Vec<_> = writing.into_iter().map(ScopedJoinHandle::join).collect();
            // Whatever became of them, nobody else waits for ever.
            done.store(true, SeqCst);
            following.join().unwrap();
            for writer in wrote {
                writer.unwrap();
            }
        });
        check(&world, &partners, &heard);
        for partner in &partners {
            partner.repeat(&world);
        }
        // The repetitions have added nothing.
        check(&world, &partners, &heard);
        report.written = partners
            .iter()
            .map(|one| lock(&one.written).len() as u64)
            .sum();
        report.again = partners.iter().map(|one| one.again.load(SeqCst)).sum();
        report.heard = heard.events.len() as u64;
        report
    }

    fn goes_on(&self, kills: u64, start: Instant) -> bool {
        match self.length {
            Length::Rounds(rounds) => kills < rounds,
            Length::For(time) => start.elapsed() < time,
        }
    }
}

/// A client with a token of that dialect.
fn client(world: &World, name: &str, grant: &str, dialect: &str) -> String {
    world.run(&[
        "client", "create", name, "--tenant", TENANT, "--grant", grant,
    ]);
    let words = ["token", "create", "--tenant", TENANT, "--client", name];
    let made = world.run(&[&words[..], &["--dialect", dialect]].concat());
    text(&made, "token")
}

/// A partner for each customer.
fn partners(world: &World) -> Vec<Partner> {
    world.run(&["tenant", "set", TENANT, "--global-sales", "true"]);
    let listed = world.run(&[
        "organization",
        "list",
        "--tenant",
        TENANT,
        "--kind",
        "customer",
    ]);
    let customers = listed.as_array().unwrap().iter().enumerate();
    let partners = customers.map(|(number, customer)| {
        let name = format!("partner-{number}");
        let token = client(world, &name, "vipmp=write", "vipmp");
        let partner = Partner::new(text(customer, "vipmp_id"), name, &token);
        partner.enable(world);
        partner
    });
    partners.collect()
}

/// Holds what was answered against the store and against what was heard.
fn check(world: &World, partners: &[Partner], heard: &Heard) {
    let mut expected: BTreeMap<String, (&'static str, String)> = BTreeMap::new();
    for partner in partners {
        for write in lock(&partner.written).iter() {
            let told = (write.kind(), write.deployment());
            let before = expected.insert(write.correlation.clone(), told);
            assert_eq!(before, None, "{write:?}");
        }
    }
    // Nothing was written twice, by halves, or without having been answered in the end.
    let added = expected
        .values()
        .filter(|(kind, _)| *kind == "deployment.created");
    let ids: BTreeSet<_> = added.map(|(_, id)| id.clone()).collect();
    let one = |statement: &str| u64::try_from(world.rows(statement)[0][0]).unwrap();
    assert_eq!(one("SELECT count(*) FROM deployment"), ids.len() as u64);
    let of_writes = "SELECT count(*) FROM event WHERE kind LIKE 'deployment.%'";
    assert_eq!(one(of_writes), expected.len() as u64, "an event for each");
    let kept = "SELECT count(*) FROM idempotency WHERE dialect = 'vipmp'";
    // Each partner's customer was changed once before.
    let answers = (expected.len() + partners.len()) as u64;
    assert_eq!(one(kept), answers, "an answer for each");
    for id in &ids {
        let found = format!("SELECT count(*) FROM deployment WHERE vipmp_id = '{id}'");
        assert_eq!(one(&found), 1, "{id}");
    }
    // Whoever followed heard each of them once, in the order in which they stand.
    let told: Vec<(String, String, String)> = (heard.events.iter())
        .map(|event| ["correlation_id", "kind", "resource_id"].map(|name| text(event, name)))
        .map(|[correlation, kind, id]| (correlation, kind, id))
        .collect();
    let each: BTreeMap<String, (&str, String)> = (told.iter())
        .map(|(correlation, kind, id)| (correlation.clone(), (kind.as_str(), id.clone())))
        .collect();
    assert_eq!(each.len(), told.len(), "one was heard twice");
    assert_eq!(each, expected);
    let positions: Vec<i64> = (heard.events.iter())
        .map(|event| text(event, "id").parse().unwrap())
        .collect();
    assert!(positions.is_sorted_by(|one, next| one < next));
    let stored =
        world.rows("SELECT position FROM event WHERE kind LIKE 'deployment.%' ORDER BY position");
    assert_eq!(positions, stored.concat());
    if world.engine() == Engine::Sqlite {
        let gaps = "SELECT max(position) - min(position) + 1 - count(*) FROM event";
        assert_eq!(one(gaps), 0, "positions without an event");
    }
}
