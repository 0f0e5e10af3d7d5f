//! Faults that are looked at one by one: what is said of them, and what comes after.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use super::{
    binary::Binary,
    control_plane::fill_disk,
    edge::Edge,
    final_state, reach,
    wait::until,
    watch::share,
    world::{Engine, World, lock},
    writer::Partner,
};
use crate::proxy::{Mode, Spoil};

const SOON: Duration = Duration::from_secs(20);

struct Stage {
    // Agents end before what they are connected to.
    edges: Vec<Mutex<Edge>>,
    partners: Vec<Partner>,
    world: World,
}

impl Stage {
    /// Edge servers that have taken a first change of each account.
    fn new(binary: &Binary, edges: usize, accounts: usize) -> Self {
        let world = World::new(binary, Engine::Sqlite, accounts);
        let edges = world.edges(edges);
        reach::counted(&world, edges.len());
        let partners = world.accounts.iter().map(|_| Partner::default()).collect();
        let stage = Self {
            edges,
            partners,
            world,
        };
        stage.deploy();
        stage.rest();
        stage
    }

    fn deploy(&self) {
        for (account, partner) in self.world.accounts.iter().zip(&self.partners) {
            partner.deploy(&self.world, account, false);
        }
    }

    /// Everything lands and comes to rest.
    fn rest(&self) {
        let places = reach::places(&self.edges);
        reach::landed(&self.world, &self.partners, &places);
        final_state::check(&self.world, &self.partners, &places);
    }

    /// What partners are told of the newest change of the first account.
    fn percent(&self) -> f64 {
        let newest = self.partners[0].newest().unwrap();
        let status = self.world.status(&self.world.accounts[0], &newest.request);
        status.unwrap().json()["Percent_propagated"]
            .as_f64()
            .unwrap()
    }

    fn reaches(&self, percent: f64) {
        until(SOON, &format!("{percent} %"), || {
            let now = self.percent();
            if (now - percent).abs() < 1e-9 {
                Ok(())
            } else {
                Err(format!("{now} %"))
            }
        });
    }
}

/// Every way to spoil a change on its way, at the same time: agents refuse what was spoiled and say why, nothing is counted for
/// them, and they go on as soon as what comes is good.
pub fn spoiled_changes_are_refused(binary: &Binary) {
    // Two of three servers have a network that can spoil.
    let stage = Stage::new(binary, Spoil::ALL.len() / 2 * 3, 2);
    let spoiled: Vec<_> = (stage.edges.iter().filter(|edge| lock(edge).has_network()))
        .zip(Spoil::ALL)
        .collect();
    assert_eq!(spoiled.len(), Spoil::ALL.len());
    for (edge, spoil) in &spoiled {
        lock(edge).network(Mode::Spoiled(*spoil));
    }
    stage.deploy();
    for (edge, spoil) in &spoiled {
        lock(edge).until(&format!("{spoil:?} is told"), |status| {
            let problem = status.connection_problem.as_deref().unwrap_or_default();
            problem.contains(spoil.told())
        });
    }
    // A change that comes twice was good the first time; everybody else of the spoiled ones has nothing of it.
    let honest = stage.edges.len() - spoiled.len() + 1;
    stage.reaches(share(honest, stage.edges.len()));
    for (edge, _) in &spoiled {
        lock(edge).network(Mode::Honest);
    }
    stage.rest();
}

/// The record is lost and put back from an older backup while its servers run something newer: they come back to what the
/// record knows, and go on from there.
pub fn a_restored_store_is_followed(binary: &Binary) {
    let stage = Stage::new(binary, 3, 2);
    let backup = stage.world.back_up();
    let kept: Vec<usize> = (stage.partners.iter())
        .map(|partner| lock(&partner.ledger).entries.len())
        .collect();
    stage.deploy();
    stage.deploy();
    stage.rest();
    let epoch = |stage: &Stage| stage.world.rows("SELECT max(epoch) FROM change_log")[0][0];
    let before = epoch(&stage);
    stage.world.kill();
    stage.world.restore(&backup);
    stage.world.start();
    assert!(epoch(&stage) > before);
    for (partner, kept) in stage.partners.iter().zip(kept) {
        let mut ledger = lock(&partner.ledger);
        ledger.forgotten += (ledger.entries.len() - kept) as u64;
        ledger.entries.truncate(kept);
    }
    stage.world.renew_tokens();
    // What runs is what the record knows, although the servers had newer things.
    stage.rest();
    stage.deploy();
    stage.rest();
}

/// Disks that are full: a server's, then the control plane's. Nothing is claimed that could not be written, it is said why, and
/// when there is room again everything goes on without a restart.
pub fn a_full_disk_is_lived_through(binary: &Binary) {
    let stage = Stage::new(binary, 2, 1);
    lock(&stage.edges[0]).fill_disk(true);
    stage.deploy();
    stage.reaches(50.0);
    until(SOON, "the server's trouble is known", || {
        let servers = stage.world.servers();
        let stuck = servers.iter().any(|server| server["trouble"] != "");
        if stuck {
            Ok(())
        } else {
            Err(format!("{servers:?}"))
        }
    });
    lock(&stage.edges[0]).fill_disk(false);
    stage.rest();

    let process = lock(&stage.world.control_plane).as_ref().unwrap().process();
    fill_disk(process, true);
    let (account, start) = (&stage.world.accounts[0], Instant::now());
    let refused = stage.world.partner(
        account,
        (
            "POST",
            "/rules-engine/v1.1/policies",
            &super::ledger::body(
                &account.number,
                super::ledger::Step {
                    number: 1_000,
                    poison: false,
                },
            ),
        ),
    );
    let refused = refused.expect("an answer");
    assert!(refused.status >= 500, "{refused:?}");
    assert!(start.elapsed() < SOON);
    fill_disk(process, false);
    stage.deploy();
    stage.rest();
}
