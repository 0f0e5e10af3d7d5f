//! Backups while serving.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use landfall_store::postgres::testing::Cluster;

use super::{
    dump::open,
    place::{Place, done, refused},
};
use crate::support::{Call, Landfall, call, get, wait_until};

/// Asks for a token, which is a row.
fn token(server: &Landfall, secret: &str) -> bool {
    let form = format!("grant_type=client_credentials&client_id=shop&client_secret={secret}");
    let ask = Call {
        method: "POST",
        target: "/ims/token/v3",
        headers: &[("Content-Type", "application/x-www-form-urlencoded")],
        body: &form,
    };
    call(server.address, &ask).is_ok_and(|answer| answer.status == 200)
}

/// A backup that is taken while four callers write has everything that was answered before it began, and makes a store on
/// both engines.
fn under_load(place: &Place, data: &Path, store: &[&str]) {
    let run = |arguments: &[&str]| done(data, &[store, arguments].concat());
    run(&["init", "--tenant", "acme", "--admin", "root@acme.example"]);
    let client = [
        "client",
        "create",
        "shop",
        "--tenant",
        "acme",
        "--grant",
        "vipmp=write",
    ];
    let secret = run(&client)["secret"].as_str().unwrap().to_owned();
    let server = Landfall::serve(data, store);
    let (answered, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let file = place.text("under-load.db");
    let before = std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    assert!(token(&server, &secret));
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        wait_until("the callers write", || answered.load(Ordering::SeqCst) > 20);
        let before = answered.load(Ordering::SeqCst);
        let taken = run(&["backup", &file]);
        assert_eq!(taken["rows"]["tenant"], 1, "{taken}");
        assert_eq!(
            taken["sealing_key"],
            data.join("sealing.key").to_str().unwrap()
        );
        let after = answered.load(Ordering::SeqCst);
        wait_until("the callers write on", || {
            answered.load(Ordering::SeqCst) > after + 20
        });
        stop.store(true, Ordering::SeqCst);
        before
    });
    server.kill();

    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let backup = open(Path::new(&file));
    let number = |sql: &str| {
        backup
            .query_row(sql, [], |row| row.get::<_, u64>(0))
            .unwrap()
    };
    let tokens = number("SELECT count(*) FROM token");
    assert!(
        (before..=answered.load(Ordering::SeqCst)).contains(&tokens),
        "{before} {tokens}"
    );
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let sound: String = backup
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");

    let cluster = Cluster::start();
    let key = data.join("sealing.key");
    let key = ["--key", key.to_str().unwrap()];
    let url = cluster.url();
    for (name, to) in [("to-file", vec![]), ("to-database", vec!["--store", &url])] {
        let data = place.at(name);
        let restored = done(&data, &[&to[..], &["restore", &file], &key].concat());
        assert_eq!(restored["arrival"]["tokens_ended"], tokens, "{restored}");
        let server = Landfall::serve(&data, &to);
        assert_eq!(get(server.address, "/readyz", &[]).status, 200);
        assert!(token(&server, &secret));
        server.kill();
    }
}

#[test]
fn a_backup_of_a_file_under_load_has_every_answered_write() {
    let place = Place::new();
    under_load(&place, &place.at("data"), &[]);
}

#[test]
fn a_backup_of_a_database_under_load_has_every_answered_write() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let url = cluster.url();
    under_load(&place, &place.at("data"), &["--store", &url]);
}

#[test]
fn a_backup_replaces_nothing_unless_it_is_told_to() {
    let place = Place::new();
    let data = place.at("data");
    let file = place.text("monday.db");
    let text = refused(&data, &["backup", &file]);
    assert!(text.contains("there is no store"), "{text}");
    done(
        &data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    done(&data, &["backup", &file]);
    let first = std::fs::read(&file).unwrap();
    let text = refused(&data, &["backup", &file]);
    assert!(
        text.contains("exists already; --force replaces it"),
        "{text}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), first);
    done(&data, &["tenant", "create", "second", "--name", "Second"]);
    let taken = done(&data, &["backup", &file, "--force"]);
    assert_eq!(taken["rows"]["tenant"], 2);
    let text = refused(&data, &["backup", data.to_str().unwrap()]);
    assert!(text.contains("is a folder"), "{text}");
    let text = refused(&data, &["backup", &place.text("nowhere/monday.db")]);
    assert!(text.contains("nowhere"), "{text}");
    // Nothing is left of what was refused.
    let names: Vec<_> = std::fs::read_dir(place.at(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn what_is_deleted_from_a_file_by_hand_shows_before_the_backup_is_kept() {
    let place = Place::new();
    let data = place.demo();
    let by_hand = rusqlite::Connection::open(data.join("landfall.db")).unwrap();
    by_hand
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM pop WHERE id = 1")
        .unwrap();
    drop(by_hand);
    let file = place.text("monday.db");
    let text = refused(&data, &["backup", &file]);
    assert!(
        text.contains("refers to something that does not exist"),
        "{text}"
    );
    assert!(!Path::new(&file).exists());
}
