//! A database that sorts texts by the rules of a language. The record's texts stand in the order of their bytes all the same,
//! as they do in the other engine.

use landfall_store::{Create, conformance, postgres::testing::Cluster};

use crate::place::at;

const CHECKS: [(&str, &str); 3] = [
    (
        "families",
        "a_family_stands_by_name_then_by_id_and_the_root_behind_its_namesakes",
    ),
    ("walks", "any_list_of_organizations_is_the_model_s"),
    ("walks", "any_list_of_customers_is_the_model_s"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_are_ordered_by_their_bytes_whatever_the_database_s_collation() {
    let cluster = Cluster::start();
    let session = cluster.session().await;
    for (number, (part, check)) in CHECKS.into_iter().enumerate() {
        let made = format!(
            "CREATE DATABASE english_{number} TEMPLATE template0 ENCODING UTF8 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        );
        session.batch_execute(&made).await.unwrap();
        let url = cluster.url_of("postgres", &format!("english_{number}"));
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        // The database's own order is not that of bytes.
        let order = client.query_one("SELECT 'a' < 'B'", &[]).await.unwrap();
        assert!(order.get::<_, bool>(0));
        let store = at(&url, Create::New).await.unwrap();
        conformance::run(&store, part, check).await;
    }
}
