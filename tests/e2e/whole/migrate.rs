//! Versions of the schema.

use landfall_store::postgres::testing::Cluster;

use super::place::{Place, ask, done, refused};
use crate::support::Landfall;

const INIT: [&str; 5] = ["init", "--tenant", "acme", "--admin", "root@acme.example"];

#[test]
fn the_version_of_a_store_is_shown_while_it_is_served() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let url = cluster.url();
    for store in [&[][..], &["--store", url.as_str()]] {
        let data = place.at(if store.is_empty() { "file" } else { "database" });
        let text = refused(&data, &[store, &["migrate"]].concat());
        assert!(text.contains("there is no store"), "{text}");
        done(&data, &[store, &INIT].concat());
        let server = Landfall::serve(&data, store);
        let shown = done(&data, &[store, &["migrate", "--check"]].concat());
        assert_eq!(
            (&shown["from"], &shown["to"]),
            (&1.into(), &1.into()),
            "{shown}"
        );
        // There is nothing to do, so nothing is in the way.
        assert_eq!(
            done(&data, &[store, &["migrate"]].concat())["migrated"],
            false
        );
        server.kill();
    }
}

#[test]
fn a_store_of_a_later_version_is_refused_by_whatever_reads_it() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let (data, url) = (place.at("data"), cluster.url());
    done(&data, &INIT);
    let later = rusqlite::Connection::open(data.join("landfall.db")).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let database = place.at("database");
    done(&database, &[&["--store", url.as_str()][..], &INIT].concat());
    let raised = "WITH later AS (UPDATE landfall.store SET version = 99 RETURNING version) SELECT version FROM later";
    let session = tokio::runtime::Runtime::new().unwrap();
    session.block_on(async {
        cluster.session().await.query(raised, &[]).await.unwrap();
    });
    assert_eq!(ask(&cluster, "SELECT version FROM landfall.store"), "99");
    let file = place.text("monday.db");
    let to = place.text("to");
    for command in [
        &["migrate"][..],
        &["migrate", "--check"],
        &["backup", &file],
        &["copy", "--to", &to],
        &["serve"],
    ] {
        for (data, store) in [(&data, &[][..]), (&database, &["--store", url.as_str()])] {
            let text = refused(data, &[store, command].concat());
            assert!(
                text.contains("has version 99") && text.contains("use a newer Landfall"),
                "{text}"
            );
        }
    }
    assert!(!place.at("monday.db").exists() && !place.at("to").join("landfall.db").exists());
}
