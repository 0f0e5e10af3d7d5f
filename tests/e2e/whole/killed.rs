//! Restores and copies that are killed in the middle.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use landfall_store::postgres::testing::Cluster;

use super::{
    dump::{assert_same, dump},
    place::{Place, ask, done, has_schema, refused},
};
use crate::support::{command, wait_until};

fn start(data: &Path, arguments: &[&str]) -> Child {
    let mut command: Command = command();
    command.arg("--data").arg(data).args(arguments);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_restore_into_a_file_that_is_killed_leaves_no_store() {
    let place = Place::new();
    let data = place.demo();
    let file = place.text("monday.db");
    done(&data, &["backup", &file]);
    let key = data.join("sealing.key");
    let restore = ["restore", &file, "--key", key.to_str().unwrap()];
    let to = place.at("to");
    let child = start(&to, &restore);
    wait_until("the restore writes", || to.join("landfall.db.new").exists());
    kill(child);
    // Whoever is quicker: there is all of it, or there is none and another try succeeds.
    if !to.join("landfall.db").exists() {
        let text = refused(&to, &["serve"]);
        assert!(text.contains("there is no store"), "{text}");
        done(&to, &restore);
    }
    let (original, restored) = (
        dump(&data.join("landfall.db")),
        dump(&to.join("landfall.db")),
    );
    assert_eq!(original["organization"], restored["organization"]);
    assert!(!to.join("landfall.db.new").exists());
}

#[test]
fn a_copy_into_a_database_that_is_killed_leaves_no_store() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let before = dump(&data.join("landfall.db"));
    let copy = ["copy", "--from", data.to_str().unwrap(), "--to", &url];
    let child = start(&data, &copy);
    let loading = "SELECT count(*) > 0 FROM pg_stat_activity
       WHERE application_name LIKE 'landfall %' AND query LIKE 'COPY %'";
    wait_until("rows arrive", || {
        ask(&cluster, loading) == "t" || has_schema(&cluster, "landfall")
    });
    kill(child);
    let there =
        "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'landfall %'";
    wait_until("its session ends", || ask(&cluster, there) == "t");
    if !has_schema(&cluster, "landfall") {
        let text = refused(&data, &["--store", &url, "serve"]);
        assert!(text.contains("there is no store"), "{text}");
        done(&data, &copy);
    }
    // All of it has come, so it can go back.
    let back = place.text("back");
    let key = data.join("sealing.key");
    done(
        &data,
        &[
            "copy",
            "--from",
            &url,
            "--to",
            &back,
            "--key",
            key.to_str().unwrap(),
        ],
    );
    assert_same(&before, &dump(&Path::new(&back).join("landfall.db")));
}

#[test]
fn a_backup_that_is_killed_takes_no_name() {
    let place = Place::new();
    let data = place.demo();
    let file = place.at("monday.db");
    let child = start(&data, &["backup", file.to_str().unwrap()]);
    wait_until("the backup writes", || {
        std::fs::read_dir(place.at("")).unwrap().any(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()
                .unwrap()
                .starts_with(".landfall-backup-")
        }) || file.exists()
    });
    kill(child);
    if !file.exists() {
        done(&data, &["backup", file.to_str().unwrap()]);
    }
    let key = data.join("sealing.key");
    let restore = [
        "restore",
        file.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
    ];
    done(&place.at("to"), &restore);
}
