//! Databases that hold a store, and those that cannot.

use landfall_store::{Create, StoreError, Transact, postgres::testing::Cluster};

use crate::place::{at, leaves, left, make, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_made_once_and_opened_after() {
    let cluster = Cluster::start();
    let text = refusal(&cluster.url(), Create::Never).await;
    assert!(text.contains("`landfall init` makes one"), "{text}");
    // Made and never filled, as when `init` broke off: made again.
    drop(make(&cluster).await);
    let store = make(&cluster).await;
    store.transact(leaves("kept")).await.unwrap();
    drop(store);
    match at(&cluster.url(), Create::New).await {
        Err(error @ StoreError::Conflict { .. }) => {
            assert!(
                error.to_string().contains("a store at postgres://"),
                "{error}"
            );
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was made again"),
    }
    let store = at(&cluster.url(), Create::Never).await.unwrap();
    assert_eq!(left(&store).await, ["kept"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_a_store_of_this_program_is_left_alone() {
    let cluster = Cluster::start();
    let session = cluster.session().await;
    session
        .batch_execute("CREATE SCHEMA landfall; CREATE TABLE landfall.something (id int)")
        .await
        .unwrap();
    for create in [Create::New, Create::Never] {
        let text = refusal(&cluster.url(), create).await;
        assert!(text.contains("is not a Landfall store"), "{text}");
    }
    session
        .batch_execute("DROP SCHEMA landfall CASCADE")
        .await
        .unwrap();
    drop(make(&cluster).await);
    session
        .batch_execute("UPDATE landfall.store SET version = 1000")
        .await
        .unwrap();
    let text = refusal(&cluster.url(), Create::Never).await;
    assert!(text.contains("version 1000"), "{text}");
    assert!(text.contains("use a newer Landfall"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_will_not_do_is_refused_with_the_reason() {
    let cluster = Cluster::start();
    let session = cluster.session().await;
    for command in [
        "CREATE DATABASE western TEMPLATE template0 ENCODING LATIN1",
        "CREATE ROLE guest LOGIN",
        "CREATE ROLE hasty LOGIN SUPERUSER",
        "ALTER ROLE hasty SET synchronous_commit = off",
    ] {
        session.batch_execute(command).await.unwrap();
    }
    for (user, database, reason) in [
        ("postgres", "western", "encoding LATIN1"),
        ("guest", "postgres", "has to own the schema landfall"),
        ("hasty", "postgres", "synchronous_commit"),
        ("nobody", "postgres", "\"nobody\" does not exist"),
        ("postgres", "nowhere", "\"nowhere\" does not exist"),
    ] {
        let text = refusal(&cluster.url_of(user, database), Create::New).await;
        assert!(text.contains(reason), "{user} {database}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_without_rights_to_create_uses_the_schema_that_it_was_given() {
    let cluster = Cluster::start();
    let session = cluster.session().await;
    session
        .batch_execute("CREATE ROLE tenant LOGIN; CREATE SCHEMA landfall AUTHORIZATION tenant")
        .await
        .unwrap();
    let store = at(&cluster.url_of("tenant", "postgres"), Create::New)
        .await
        .unwrap();
    store.transact(leaves("kept")).await.unwrap();
    assert_eq!(left(&store).await, ["kept"]);
}
