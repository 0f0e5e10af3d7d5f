//! A run: faults by a seed, rounds of them, and after each round everything comes to rest by itself.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

use super::{
    binary::Binary,
    edge::Edge,
    faults::{Begun, Fault},
    final_state, reach,
    wait::pause,
    watch::{Place, Seen, Watch},
    world::{Engine, World, lock},
    writer::Partner,
};

/// So many faults at a time, at most.
const AT_A_TIME: usize = 4;

/// How long a run is.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    /// So many rounds.
    Rounds(u64),
    /// Rounds are begun for so long.
    For(Duration),
}

/// What a run is made of. The seed fixes which faults are drawn and how long they last; what processes have reached by then is
/// nobody's choice.
#[derive(Debug, Clone)]
pub struct Run {
    /// The product.
    pub binary: Binary,
    /// What keeps the record.
    pub engine: Engine,
    /// Where chance begins.
    pub seed: u64,
    /// How long it is.
    pub length: Length,
    /// How long faults begin in a round.
    pub round: Duration,
    /// How many edge servers there are.
    pub edges: usize,
    /// How many accounts are written to.
    pub accounts: usize,
    /// Whether the record is put back to an older backup at the end of some rounds' faults.
    pub restores: bool,
    /// Whether the first round has one fault of each kind, however long that takes, and not what is drawn.
    pub each_kind: bool,
}

/// What has happened in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rounds of faults, each with a rest behind it.
    pub rounds: u64,
    /// How many faults there were, by their kind.
    pub faults: BTreeMap<String, u64>,
    /// How often the record was put back.
    pub restores: u64,
    /// Deployments that were answered, and those that were lost with a record that was put back.
    pub deployed: u64,
    /// See there.
    pub forgotten: u64,
    /// Statuses that were held against the disks.
    pub statuses: u64,
    /// Of these, those of changes on their way.
    pub on_their_way: u64,
    /// The longest time from the last fault's end to rest.
    pub longest_rest: Duration,
}

/// What all parts of a run share.
struct Scene<'r> {
    run: &'r Run,
    world: &'r World,
    edges: &'r [Mutex<Edge>],
    partners: &'r [Partner],
    places: &'r [Place],
    looking: &'r Mutex<()>,
}

impl Run {
    /// Runs; panics when something does not hold. `say` is told what happens.
    pub fn run(&self, say: &(dyn Fn(&str) + Sync)) -> Report {
        let world = World::new(&self.binary, self.engine, self.accounts);
        let edges = world.edges(self.edges);
        reach::counted(&world, self.edges);
        // Some refuse what others take.
        for edge in edges.iter().step_by(4) {
            lock(edge).set("strict", true);
        }
        let partners: Vec<Partner> = world.accounts.iter().map(|_| Partner::default()).collect();
        let (places, looking) = (reach::places(&edges), Mutex::new(()));
        let scene = Scene {
            run: self,
            world: &world,
            edges: &edges,
            partners: &partners,
            places: &places,
            looking: &looking,
        };
        let (mut report, start) = (Report::default(), Instant::now());
        let mut random = fastrand::Rng::with_seed(self.seed);
        loop {
            let goes_on = match self.length {
                Length::Rounds(rounds) => report.rounds < rounds,
                Length::For(time) => start.elapsed() < time || report.rounds == 0,
            };
            if !goes_on {
                break;
            }
            let restored = self.restores && random.u8(..3) == 0;
            let each_kind = self.each_kind && report.rounds == 0;
            let seen = scene.round(random.fork(), (restored, each_kind), &mut report);
            report.rounds += 1;
            report.restores += u64::from(restored);
            report.statuses += seen.statuses;
            report.on_their_way += seen.on_their_way;
            say(&format!("round {}: {}", report.rounds, summary(&report)));
        }
        for partner in &partners {
            let ledger = lock(&partner.ledger);
            report.deployed += ledger.entries.len() as u64;
            report.forgotten += ledger.forgotten;
        }
        report
    }
}

fn summary(report: &Report) -> String {
    let faults: u64 = report.faults.values().sum();
    format!(
        "{faults} faults, {} restores, {} statuses ({} of changes on their way), longest rest {:.1} s",
        report.restores,
        report.statuses,
        report.on_their_way,
        report.longest_rest.as_secs_f64()
    )
}

impl Scene<'_> {
    fn round(
        &self,
        mut random: fastrand::Rng,
        (restored, each_kind): (bool, bool),
        report: &mut Report,
    ) -> Seen {
        let (writing, watching) = (AtomicBool::new(false), AtomicBool::new(false));
        let (stop_writing, stop_watching) = (&writing, &watching);
        let watch = Watch {
            world: self.world,
            partners: self.partners,
            places: self.places,
            looking: self.looking,
        };
        thread::scope(|scope| {
            let chance = random.fork();
            let watcher = scope.spawn(move || watch.until(chance, stop_watching));
            let writers: Vec<_> = (self.partners.iter().zip(&self.world.accounts))
                .map(|(partner, account)| {
                    let (chance, world) = (random.fork(), self.world);
                    scope.spawn(move || partner.deploy_until(world, account, chance, stop_writing))
                })
                .collect();
            // However this ends, the others end too.
            let _stop = (StopAtEnd(stop_writing), StopAtEnd(stop_watching));
            let failed =
                || writers.iter().any(ScopedJoinHandle::is_finished) || watcher.is_finished();
            let mut source = if each_kind {
                Source::Each(Fault::of_each_kind(&mut random, self.edges.len()))
            } else {
                Source::Drawn {
                    until: Instant::now() + self.run.round,
                }
            };
            self.faults(&mut random, (restored, &mut source), report, failed);
            stop_writing.store(true, SeqCst);
            let rest = Instant::now();
            for writer in writers {
                writer.join().expect("a partner has failed");
            }
            assert!(!watcher.is_finished(), "something was claimed");
            reach::landed(self.world, self.partners, self.places);
            report.longest_rest = report.longest_rest.max(rest.elapsed());
            self.nobody_has_died();
            final_state::check(self.world, self.partners, self.places);
            stop_watching.store(true, SeqCst);
            watcher.join().expect("something was claimed")
        })
    }

    /// Faults begin and end until there are no more; then all end.
    fn faults(
        &self,
        random: &mut fastrand::Rng,
        (restored, source): (bool, &mut Source),
        report: &mut Report,
        failed: impl Fn() -> bool,
    ) {
        let mut begun: Vec<Begun> = Vec::new();
        let backup = restored.then(|| self.back_up());
        while source.goes_on() && !failed() {
            let next = source.next(random, &begun, self.edges.len());
            if let Some(drawn) = next.filter(|_| begun.len() < AT_A_TIME) {
                let lasts = drawn.longest().mul_f64(source.share(random));
                *report.faults.entry(drawn.kind()).or_default() += 1;
                drawn.begin(self.world, self.edges);
                begun.push(Begun {
                    fault: drawn,
                    ends: Instant::now() + lasts,
                });
            }
            pause(Duration::from_millis(random.u64(20..500)));
            let (over, goes_on) = (begun.into_iter()).partition(|one| one.ends <= Instant::now());
            begun = goes_on;
            self.end(over);
        }
        self.end(begun);
        if let Some((backup, kept)) = backup
            && !failed()
        {
            self.restore(&backup, &kept);
        }
    }

    fn end(&self, faults: Vec<Begun>) {
        for one in faults {
            one.fault.end(self.world, self.edges);
        }
    }

    /// A backup, and how many answers of each partner it has for sure.
    fn back_up(&self) -> (std::path::PathBuf, Vec<usize>) {
        let kept = (self.partners.iter()).map(|partner| lock(&partner.ledger).entries.len());
        let kept = kept.collect();
        (self.world.back_up(), kept)
    }

    /// The record is lost, and an older one put in its place.
    fn restore(&self, backup: &std::path::Path, kept: &[usize]) {
        let _turns: Vec<_> = (self.partners.iter())
            .map(|partner| lock(&partner.turn))
            .collect();
        let _looking = lock(self.looking);
        self.world.kill();
        self.world.restore(backup);
        self.world.start();
        for (partner, kept) in self.partners.iter().zip(kept) {
            let mut ledger = lock(&partner.ledger);
            ledger.forgotten += (ledger.entries.len() - kept) as u64;
            ledger.entries.truncate(*kept);
        }
        self.world.renew_tokens();
    }

    /// Nothing has ended that nobody has ended.
    fn nobody_has_died(&self) {
        let control_plane = lock(&self.world.control_plane)
            .as_mut()
            .unwrap()
            .has_ended();
        assert_eq!(control_plane, None, "the control plane has ended");
        for edge in self.edges {
            let mut edge = lock(edge);
            let ended = edge.has_ended();
            assert_eq!(ended, None, "the agent of edge-{} has ended", edge.number);
        }
    }
}

/// Where a round's faults come from.
enum Source {
    /// Drawn, for so long.
    Drawn { until: Instant },
    /// These, each as soon as it can be.
    Each(Vec<Fault>),
}

impl Source {
    fn goes_on(&self) -> bool {
        match self {
            Self::Drawn { until } => Instant::now() < *until,
            Self::Each(left) => !left.is_empty(),
        }
    }

    /// One that can be beside those that have begun.
    fn next(&mut self, random: &mut fastrand::Rng, begun: &[Begun], edges: usize) -> Option<Fault> {
        let fits = |fault: &Fault| !begun.iter().any(|other| other.fault.excludes(fault));
        match self {
            Self::Drawn { .. } => Some(Fault::draw(random, edges)).filter(fits),
            Self::Each(left) if begun.len() < AT_A_TIME => {
                let at = left.iter().position(fits)?;
                Some(left.swap_remove(at))
            }
            Self::Each(_) => None,
        }
    }

    /// How much of its longest time a fault lasts.
    fn share(&self, random: &mut fastrand::Rng) -> f64 {
        match self {
            Self::Drawn { .. } => random.f64(),
            Self::Each(_) => 0.5 + random.f64() / 2.0,
        }
    }
}

struct StopAtEnd<'s>(&'s AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}
