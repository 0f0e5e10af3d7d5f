//! Faults on purpose, on real processes: docs/faults.md says what has to hold. Here for seconds; `cargo xtask torture` does the
//! same for as long as one likes.
//!
//! `LANDFALL_TORTURE_SEED` fixes which faults are drawn. Nothing here needs special rights.

use std::time::Duration;

use landfall_torture::{
    Binary, Engine, Length, Report, Run, WritesRun, a_full_disk_is_lived_through,
    a_restored_store_is_followed, spoiled_changes_are_refused,
};

fn binary() -> Binary {
    Binary::at(env!("CARGO_BIN_EXE_landfall"))
}

fn seed() -> u64 {
    let seed = std::env::var("LANDFALL_TORTURE_SEED").ok();
    let seed = seed.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    eprintln!("LANDFALL_TORTURE_SEED={seed}");
    seed
}

fn run(engine: Engine, each_kind: bool) -> Report {
    let seed = seed();
    let run = Run {
        binary: binary(),
        engine,
        seed,
        length: Length::Rounds(1),
        round: Duration::from_secs(4),
        edges: 4,
        accounts: 2,
        restores: false,
        each_kind,
    };
    let report = run.run(&|what| eprintln!("{what}"));
    assert!(report.statuses > 0 && report.deployed > 0, "{report:?}");
    report
}

#[test]
fn faults_by_a_seed_change_how_long_it_takes_and_nothing_else() {
    run(Engine::Sqlite, false);
}

#[test]
fn faults_by_a_seed_change_nothing_else_over_a_database_either() {
    run(Engine::Postgres, false);
}

#[test]
fn one_fault_of_each_kind_changes_nothing_else() {
    let report = run(Engine::Sqlite, true);
    let kinds = [
        "control plane killed",
        "control plane frozen",
        "control plane's disk full",
        "control plane's clock ahead",
        "control plane's clock back",
        "agent killed",
        "agent killed applying",
        "agent frozen",
        "agent's disk full",
        "agent's clock ahead",
        "agent's clock back",
        "data plane: hang",
        "data plane: refuse",
        "data plane: crash",
        "data plane: dead",
        "network: Cut",
        "network: Silent",
        "network: Late",
        "network: Slow",
        "a third cut off",
        "storm of connections",
    ];
    for kind in kinds {
        assert_eq!(report.faults.get(kind), Some(&1), "{kind}: {report:?}");
    }
    // And a change that was spoiled on its way.
    assert_eq!(report.faults.len(), kinds.len() + 1, "{report:?}");
}

#[test]
fn changes_that_were_spoiled_on_their_way_are_refused_told_and_never_applied() {
    spoiled_changes_are_refused(&binary());
}

#[test]
fn servers_come_back_to_an_older_record_that_was_put_in_place_under_them() {
    a_restored_store_is_followed(&binary());
}

#[test]
fn full_disks_stop_nobody_for_good_and_nothing_is_claimed_meanwhile() {
    a_full_disk_is_lived_through(&binary());
}

fn writes(engine: Engine) {
    let run = WritesRun {
        binary: binary(),
        engine,
        seed: seed(),
        length: Length::Rounds(3),
        partners: 4,
    };
    let report = run.run(&|what| eprintln!("{what}"));
    assert!(
        report.written > 0 && report.heard == report.written,
        "{report:?}"
    );
}

#[test]
fn writes_survive_kills_once_and_whole_and_each_is_told_once() {
    writes(Engine::Sqlite);
}

#[test]
fn writes_survive_kills_over_a_database_too() {
    writes(Engine::Postgres);
}
