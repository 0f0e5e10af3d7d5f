//! A run: partners write, somebody follows, and the control plane is killed again and again.

use std::{
    collections::BTreeMap,
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
use super::{
    check::{Before, check},
    follower::Heard,
    ground::{prepare, settled},
    partner::Partner,
};

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
    /// Writes that were answered, by what they do.
    pub written: BTreeMap<String, u64>,
    /// How often one was sent again before it was.
    pub again: u64,
    /// Events that the follower has heard.
    pub heard: u64,
}

/// Says the seed when something does not hold.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the seed of this run of writes was {}", self.0);
        }
    }
}

impl WritesRun {
    /// Runs; panics when something does not hold. `say` is told what happens.
    pub fn run(&self, say: &(dyn Fn(&str) + Sync)) -> WritesReport {
        let _seed = Seed(self.seed);
        let world = World::new(&self.binary, self.engine, self.partners);
        let partners: Vec<_> = prepare(&world).into_iter().map(Partner::new).collect();
        let token = follower(&world);
        let before = Before::now(&world);
        let mut random = fastrand::Rng::with_seed(self.seed);
        let (mut report, mut heard) = (WritesReport::default(), Heard::behind(before.position));
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
            while self.goes_on(report.kills, start)
                && !writing.iter().any(ScopedJoinHandle::is_finished)
            {
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
            if wrote.iter().all(Result::is_ok) {
                settled(&world);
            }
            // Whatever became of them, nobody else waits for ever.
            done.store(true, SeqCst);
            following.join().unwrap();
            for writer in wrote {
                writer.unwrap();
            }
        });
        check(&world, &before, &partners, &heard);
        for partner in &partners {
            partner.repeat(&world);
        }
        settled(&world);
        // The repetitions have added nothing.
        check(&world, &before, &partners, &heard);
        world.assert_no_secret_is_logged();
        for partner in &partners {
            for written in lock(&partner.written).iter() {
                let kind = format!("{:?}", written.draft.kind);
                *report.written.entry(kind).or_default() += 1;
            }
        }
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

/// Somebody who sees everything.
fn follower(world: &World) -> String {
    let create = ["client", "create", "follower", "--tenant", TENANT];
    world.run(&[&create[..], &["--grant", "native=write"]].concat());
    let words = [
        "token", "create", "--tenant", TENANT, "--client", "follower",
    ];
    let made = world.run(&[&words[..], &["--dialect", "native"]].concat());
    text(&made, "token")
}
