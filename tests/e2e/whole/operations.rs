//! What operators are told to type, typed.

use std::process::Command;

use landfall_store::postgres::testing::Cluster;

use super::place::{Place, done};
use crate::support::Landfall;

/// The commands of one section of the guide.
fn commands(section: &str) -> Vec<&'static str> {
    let guide = include_str!("../../../docs/operations.md");
    let (_, behind) = guide.split_once(&format!("\n## {section}\n")).unwrap();
    let section = behind.split("\n## ").next().unwrap();
    section
        .split("```sh\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

#[test]
fn the_commands_for_backup_restore_and_moving_work_as_they_are_printed() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let data = place.at("landfall");
    done(
        &data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    std::fs::create_dir(place.at("backups")).unwrap();
    std::fs::create_dir(place.at("safe")).unwrap();
    std::fs::copy(
        data.join("sealing.key"),
        place.at("safe").join("sealing.key"),
    )
    .unwrap();
    let blocks = commands("Backup, restore, moving to another engine");
    assert_eq!(blocks.len(), 3);
    for (number, block) in blocks.into_iter().enumerate() {
        // The backup is taken while a server runs.
        let server = (number == 0).then(|| Landfall::serve(&data, &[]));
        let block = block
            .replace("/var/lib/", &place.text(""))
            .replace("/var/backups/", &place.text("backups/"))
            .replace("/safe/", &place.text("safe/"))
            .replace(
                "postgres://landfall@db.acme.example/landfall",
                &cluster.url(),
            );
        let program = env!("CARGO_BIN_EXE_landfall");
        let output = Command::new("sh")
            .args([
                "-euc",
                &format!("landfall() {{ {program} \"$@\"; }}\n{block}"),
            ])
            .output()
            .unwrap();
        assert!(output.status.success(), "{block}\n{output:?}");
        drop(server);
    }
}
