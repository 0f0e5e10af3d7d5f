//! Restores.

use std::path::Path;

use landfall_store::{
    Create,
    postgres::{Options, PostgresStore, testing::Cluster},
};

use super::{
    dump::open,
    place::{Place, ask, done, has_schema, refused, status},
};
use crate::support::{Landfall, get};

fn number(file: &Path, sql: &str) -> u64 {
    open(file).query_row(sql, [], |row| row.get(0)).unwrap()
}

const EPOCH: &str = "SELECT min(epoch) FROM change_log";

#[test]
fn each_restore_of_a_backup_has_an_epoch_and_positions_that_no_life_before_it_had() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let file = place.text("monday.db");
    done(&data, &["backup", &file]);
    let key = data.join("sealing.key");
    let restore = ["restore", &file, "--key", key.to_str().unwrap()];
    let highest = number(
        &data.join("landfall.db"),
        "SELECT max(epoch) FROM change_log",
    );
    let position = number(&data.join("landfall.db"), "SELECT max(position) FROM event");

    let (one, two) = (place.at("one"), place.at("two"));
    done(&one, &restore);
    done(&two, &restore);
    done(
        &place.at("three"),
        &[&["--store", &url][..], &restore].concat(),
    );
    let [first, second] = [&one, &two].map(|data| number(&data.join("landfall.db"), EPOCH));
    let third: u64 = ask(&cluster, "SELECT min(epoch) FROM landfall.change_log")
        .parse()
        .unwrap();
    assert!(
        highest < first && first < second && second < third,
        "{highest} {first} {second} {third}"
    );

    let events = done(&one, &["event", "list", "--after", &position.to_string()]);
    let [event] = &events.as_array().unwrap()[..] else {
        panic!("{events}");
    };
    assert_eq!(event["kind"], "store.restored");
    assert_eq!(event["detail"]["engine"], "sqlite");
    // No reader of positions takes what comes now for what was lost.
    assert!(
        event["position"].as_u64().unwrap() > position + (1 << 40),
        "{event}"
    );
    let same = done(
        &place.at("three"),
        &[
            "--store",
            &url,
            "event",
            "list",
            "--after",
            &position.to_string(),
        ],
    );
    assert_eq!(same.as_array().unwrap().len(), 1, "{same}");

    // A restored store is backed up and restored like any other, and its epochs rise again.
    let again = place.text("tuesday.db");
    done(&one, &["backup", &again]);
    let four = place.at("four");
    done(&four, &["restore", &again, "--key", key.to_str().unwrap()]);
    assert!(number(&four.join("landfall.db"), EPOCH) > third);
}

#[test]
fn a_restored_store_counts_no_server_until_it_is_heard_and_ends_what_is_asked_for_anew() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let file = place.text("monday.db");
    done(&data, &["backup", &file]);
    let key = data.join("sealing.key");
    let restore = ["restore", &file, "--key", key.to_str().unwrap()];
    let bearer = [("Authorization", "Bearer demo-token")];
    for store in [&[][..], &["--store", url.as_str()]] {
        let data = place.at(if store.is_empty() { "file" } else { "database" });
        let restored = done(&data, &[store, &restore].concat());
        assert_eq!(restored["arrival"]["sessions_ended"], 1, "{restored}");
        let server = Landfall::serve(&data, store);
        let answer = status(&server);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(
            answer.body.contains(r#""Percent_propagated":0.0"#),
            "{}",
            answer.body
        );
        // It runs out, so whoever has it asks for another.
        let answer = get(server.address, "/api/v1/partner/fulfillments", &bearer);
        assert_eq!(answer.status, 401, "{}", answer.body);
        server.kill();
    }
    let data = place.at("ended");
    let restored = done(&data, &[&restore[..], &["--end-tokens"]].concat());
    assert_eq!(restored["arrival"]["tokens_kept"], 0);
    let server = Landfall::serve(&data, &[]);
    assert_ne!(status(&server).status, 200);
}

#[test]
fn a_backup_is_restored_only_where_there_is_no_store_and_with_the_right_key() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.demo(), cluster.url());
    let file = place.text("monday.db");
    done(&data, &["backup", &file]);
    let restore = ["restore", &file];
    let text = refused(&data, &restore);
    assert!(text.contains("goes only where there is none"), "{text}");

    let fresh = place.at("fresh");
    let text = refused(&fresh, &restore);
    assert!(
        text.contains("there is no sealing key at") && text.contains("--key"),
        "{text}"
    );
    let other = place.at("other");
    let init = ["init", "--tenant", "acme", "--admin", "root@acme.example"];
    let store = ["--store", url.as_str()];
    done(&other, &[&store[..], &init].concat());
    let other_key = other.join("sealing.key");
    let wrong = ["restore", &file, "--key", other_key.to_str().unwrap()];
    let text = refused(&fresh, &wrong);
    assert!(text.contains("the sealing key is not the one"), "{text}");
    assert!(!fresh.exists());
    // A key that is there is not replaced.
    let key = data.join("sealing.key");
    let right = ["restore", &file, "--key", key.to_str().unwrap()];
    let text = refused(&other, &right);
    assert!(text.contains("is another key than"), "{text}");
    let text = refused(&fresh, &[&store[..], &right].concat());
    assert!(text.contains("goes only where there is none"), "{text}");
    assert_eq!(ask(&cluster, "SELECT id FROM landfall.tenant"), "acme");

    // A store that was made and never filled is none.
    let empty = Cluster::start();
    make_store(&empty);
    assert!(has_schema(&empty, "landfall"));
    let url = empty.url();
    done(&fresh, &[&["--store", url.as_str()][..], &right].concat());
    let tenants = "SELECT count(*) > 0 FROM landfall.tenant";
    assert_eq!(ask(&empty, tenants), "t");

    // A folder is no backup.
    let folder = place.text("");
    let text = refused(&place.at("another"), &["restore", &folder]);
    assert!(text.contains("is a folder; a backup is one file"), "{text}");
}

/// Makes a store with nothing in it, as an `init` that was killed leaves it.
fn make_store(cluster: &Cluster) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (address, options) = (cluster.address(), Options::default());
        let store = PostgresStore::open(&address, Create::New, &options).await;
        drop(store.unwrap());
    });
}
