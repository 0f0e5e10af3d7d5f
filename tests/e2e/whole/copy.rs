//! A store that moves.

use std::path::Path;

use landfall_store::postgres::testing::Cluster;

use super::{
    dump::{assert_same, dump},
    place::{Place, add, ask, bodies, done, has_schema, refused, status},
};
use crate::support::{Landfall, run};

#[test]
fn a_store_that_goes_to_postgresql_and_comes_back_is_the_same() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, back, url) = (place.demo(), place.at("back"), cluster.url());
    let file = data.join("landfall.db");
    let before = dump(&file);
    for table in [
        "organization",
        "event",
        "session",
        "token",
        "idempotency",
        "installation_key",
    ] {
        assert!(!before[table].is_empty(), "{table}");
    }

    let exported = export(&data, &[]);
    assert!(exported.len() > 10_000);

    let moved = done(
        &data,
        &["copy", "--from", data.to_str().unwrap(), "--to", &url],
    );
    assert_eq!(moved["arrival"], serde_json::Value::Null);
    // It is not served from the old place by mistake, and is still there.
    let text = refused(&data, &["serve"]);
    assert!(text.contains("there is no store"), "{text}");
    assert_same(&before, &dump(&data.join("landfall.db.moved")));
    let organizations: u64 = ask(&cluster, "SELECT count(*) FROM landfall.organization")
        .parse()
        .unwrap();
    assert_eq!(organizations, before["organization"].len() as u64);
    assert!(export(&data, &["--store", &url]) == exported);

    let key = data.join("sealing.key");
    let [url, back_text, key] = [&*url, back.to_str().unwrap(), key.to_str().unwrap()];
    done(
        &back,
        &["copy", "--from", url, "--to", back_text, "--key", key],
    );
    assert_same(&before, &dump(&back.join("landfall.db")));
    assert!(export(&back, &[]) == exported);
    assert!(!has_schema(&cluster, "landfall") && has_schema(&cluster, "landfall_moved"));
    assert_eq!(done(&back, &["migrate", "--check"])["migrated"], false);
    // The lists were counted where the rows arrived, and in the database before.
    done(&back, &["counters", "check"]);
}

/// What `landfall export` prints.
fn export(data: &Path, store: &[&str]) -> Vec<u8> {
    let output = run(data, &[store, &["export"]].concat());
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[test]
fn a_store_goes_there_and_back_and_there_again() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let before = dump(&data.join("landfall.db"));
    let folder = data.to_str().unwrap();
    let there = ["copy", "--from", folder, "--to", &url];
    let back = ["copy", "--from", &url, "--to", folder];
    let mut aside = Vec::new();
    for copy in [&there, &back, &there, &back, &there] {
        aside.push(done(&data, copy)["put_aside"].as_str().unwrap().to_owned());
    }
    let names = [
        "landfall.db.moved",
        "the schema landfall_moved at",
        "landfall.db.moved.2",
        "the schema landfall_moved_2 at",
        "landfall.db.moved.3",
    ];
    for (aside, name) in aside.iter().zip(names) {
        assert!(aside.contains(name), "{aside}");
    }
    for file in ["moved", "moved.2", "moved.3"] {
        assert_same(&before, &dump(&data.join(format!("landfall.db.{file}"))));
    }
    for schema in ["landfall", "landfall_moved", "landfall_moved_2"] {
        assert!(has_schema(&cluster, schema), "{schema}");
    }
}

#[test]
fn a_side_that_cannot_be_one_is_said_and_leaves_nothing_behind() {
    let place = Place::new();
    let (data, to) = (place.demo(), place.text("deep/within"));
    let from = data.to_str().unwrap();
    for wrong in ["notaurl://x", "mysql://db/landfall"] {
        for copy in [
            ["--from", from, "--to", wrong],
            ["--from", wrong, "--to", &to],
        ] {
            let text = refused(&data, &[&["copy"], &copy[..]].concat());
            assert!(text.contains("begins with postgres://"), "{text}");
        }
    }
    let text = refused(&data, &["copy"]);
    assert!(text.contains("--from") && text.contains("--to"), "{text}");
    // What is missing is the store, not its key.
    let missing = place.text("missing");
    for from in [missing.as_str(), &format!("{missing}/further")] {
        let text = refused(&place.at("nothing"), &["copy", "--from", from, "--to", &to]);
        assert!(
            text.contains(&format!("there is no store at {from}")),
            "{text}"
        );
    }
    let cluster = Cluster::start();
    let copy = ["copy", "--from", &cluster.url(), "--to", &to];
    let text = refused(&place.at("nothing"), &copy);
    assert!(text.contains("there is no store at postgres://"), "{text}");
    let mut there: Vec<_> = std::fs::read_dir(place.at(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    there.sort();
    assert_eq!(there, ["demo"]);
    assert!(data.join("landfall.db").exists());
}

#[test]
fn the_demonstration_is_served_from_postgresql_as_from_its_file() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let server = Landfall::serve(&data, &[]);
    let before = bodies(&server);
    server.signal("TERM");
    server.end();
    // From the file in the data folder to the store that is configured.
    let store = ["--store", url.as_str()];
    let from = ["copy", "--from", data.to_str().unwrap()];
    done(&data, &[&store[..], &from[..]].concat());
    let server = Landfall::serve(&data, &store);
    assert_eq!(bodies(&server), before);
    assert!(before[3].contains("2.666083916083916"), "{}", before[3]);
    server.signal("TERM");
    server.end();

    // What is written from now on is numbered behind what was there.
    let last = |data: &std::path::Path| {
        let events = done(data, &["--store", &url, "event", "list", "--limit", "1000"]);
        let events = events.as_array().unwrap().clone();
        let positions: Vec<u64> = events
            .iter()
            .map(|event| event["position"].as_u64().unwrap())
            .collect();
        assert!(positions.is_sorted_by(|one, next| one < next));
        *positions.last().unwrap()
    };
    let before = last(&data);
    add(&data, &store);
    assert_eq!(last(&data), before + 2);
    let newest = "SELECT max(added) = count(*) FROM landfall.organization";
    assert_eq!(ask(&cluster, newest), "t");
}

#[test]
fn a_copy_beside_its_original_has_a_life_of_its_own() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let from = data.to_str().unwrap();
    let copied = done(
        &data,
        &["copy", "--from", from, "--to", &url, "--keep-source"],
    );
    assert_eq!(copied["put_aside"], serde_json::Value::Null);
    assert_eq!(copied["arrival"]["logs_in_a_new_epoch"], 6, "{copied}");
    let original = Landfall::serve(&data, &[]);
    assert!(status(&original).body.contains("2.666083916083916"));
    let elsewhere = place.at("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(data.join("sealing.key"), elsewhere.join("sealing.key")).unwrap();
    let copy = Landfall::serve(&elsewhere, &["--store", &url]);
    let answer = status(&copy);
    // Nothing is known of any server's place in the new history.
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        answer.body.contains(r#""Percent_propagated":0.0"#),
        "{}",
        answer.body
    );
}

#[test]
fn a_store_moves_from_one_folder_and_from_one_database_to_another() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, cluster_two) = (place.demo(), Cluster::start());
    let before = dump(&data.join("landfall.db"));
    let hops = [
        data.to_str().unwrap().to_owned(),
        place.text("second"),
        cluster.url(),
        cluster_two.url(),
        place.text("third"),
    ];
    let key = data.join("sealing.key");
    for hop in hops.windows(2) {
        let command = [
            "copy",
            "--from",
            &hop[0],
            "--to",
            &hop[1],
            "--key",
            key.to_str().unwrap(),
        ];
        done(&data, &command);
    }
    assert_same(&before, &dump(&place.at("third").join("landfall.db")));
}

#[test]
fn a_store_that_is_served_or_not_empty_is_not_copied() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let from = data.to_str().unwrap();
    let server = Landfall::serve(&data, &[]);
    let text = refused(&data, &["copy", "--from", from, "--to", &url]);
    assert!(
        text.contains(&format!("process {} holds the store", server.id())),
        "{text}"
    );
    assert!(!has_schema(&cluster, "landfall"));
    server.signal("TERM");
    server.end();

    let init = ["init", "--tenant", "acme", "--admin", "root@acme.example"];
    done(
        &place.at("other"),
        &[&["--store", url.as_str()][..], &init[..]].concat(),
    );
    let text = refused(&data, &["copy", "--from", from, "--to", &url]);
    assert!(text.contains("goes only where there is none"), "{text}");
    assert_eq!(ask(&cluster, "SELECT count(*) FROM landfall.tenant"), "1");
    // A key of another store.
    let other = place.at("other").join("sealing.key");
    let to = place.text("third");
    let command = [
        "copy",
        "--from",
        from,
        "--to",
        &to,
        "--key",
        other.to_str().unwrap(),
    ];
    let text = refused(&data, &command);
    assert!(text.contains("the sealing key is not the one"), "{text}");
    assert!(!place.at("third").join("sealing.key").exists());
    assert!(data.join("landfall.db").exists());
}

#[test]
fn a_database_that_is_served_is_not_copied() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.at("data"), cluster.url());
    let store = ["--store", url.as_str()];
    let init = ["init", "--tenant", "acme", "--admin", "root@acme.example"];
    done(&data, &[&store[..], &init].concat());
    let server = Landfall::serve(&data, &store);
    let to = place.text("to");
    let key = data.join("sealing.key");
    let command = [
        "copy",
        "--from",
        &url,
        "--to",
        &to,
        "--key",
        key.to_str().unwrap(),
    ];
    let text = refused(&data, &command);
    assert!(text.contains(&format!("process {}", server.id())), "{text}");
    assert!(!place.at("to").exists());
}
