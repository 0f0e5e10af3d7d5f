//! TLS to the database.

use std::{net::TcpListener, time::Duration};

use landfall_store::{
    Create, Transact,
    postgres::{Options, PostgresStore, testing::Cluster},
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::place::{at, leaves, left};

/// How a store is refused. It has to be at once: the patience that there is for a database that may come back is longer than
/// any test may take.
async fn refusal(url: &str) -> String {
    let options = Options {
        patience: Duration::from_hours(1),
        ..Options::default()
    };
    match PostgresStore::open(&url.parse().unwrap(), Create::Never, &options).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_has_to_be_the_one_that_its_certificate_names() {
    let (ours, theirs) = (authority(), authority());
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &ours)
        .unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut cluster = Cluster::prepare(&[
        "ssl=on",
        "listen_addresses=127.0.0.1",
        &format!("port={port}"),
    ]);
    cluster.keep("server.crt", &certificate.pem());
    cluster.keep("server.key", &key.serialize_pem());
    cluster.keep("pg_hba.conf", "hostssl all all 127.0.0.1/32 trust\n");
    cluster.resume();
    let trusted = cluster.keep("ours.pem", &ours.pem());
    let other = cluster.keep("theirs.pem", &theirs.pem());
    let url = |host: &str, roots: &std::path::Path| {
        format!(
            "postgres://postgres@{host}:{port}/postgres?sslmode=verify-full&sslrootcert={}",
            roots.display()
        )
    };
    let store = at(&url("localhost", &trusted), Create::New).await.unwrap();
    store.transact(leaves("kept")).await.unwrap();
    assert_eq!(left(&store).await, ["kept"]);
    drop(store);

    let wrong_name = refusal(&url("127.0.0.1", &trusted)).await;
    assert!(wrong_name.contains("certificate"), "{wrong_name}");
    let wrong_authority = refusal(&url("localhost", &other)).await;
    assert!(wrong_authority.contains("certificate"), "{wrong_authority}");
    let plain = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    let plain = refusal(&plain).await;
    assert!(plain.contains("pg_hba.conf"), "{plain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_tls_is_refused_at_once_where_tls_is_asked_for() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let port_setting = format!("port={port}");
    let mut cluster = Cluster::prepare(&["listen_addresses=127.0.0.1", &port_setting]);
    let roots = cluster.keep("ours.pem", &authority().pem());
    cluster.resume();
    let url = format!(
        "postgres://postgres@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert={}",
        roots.display()
    );
    let text = refusal(&url).await;
    assert!(text.contains("TLS"), "{text}");
}
