//! The private socket in the file system.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use axum::Router;
use axum::routing::get;
use landfall_http::listen::{Limits, ListenError, Listener};
use tokio::net::UnixStream;

use crate::caller::Caller;
use crate::server::Server;

fn routes() -> Router {
    Router::new().route("/", get(async || "here"))
}

#[tokio::test]
async fn only_the_owner_may_open_it_and_it_goes_with_its_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    let listener = Listener::bind_unix(&path, Limits::default()).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Nothing but the socket is left of its making.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let mut server = Server::listen(listener, routes());
    let mut caller = Caller::over(UnixStream::connect(&path).await.unwrap());
    assert_eq!(caller.get("/").await.body, "here");

    server.stop();
    assert_eq!(caller.rest().await, b"");
    server.ended().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    // A process that dies leaves its file behind.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let live = Listener::bind_unix(&path, Limits::default()).unwrap();
    assert!(matches!(
        Listener::bind_unix(&path, Limits::default()),
        Err(ListenError::SocketInUse { .. })
    ));
    drop(live);
    assert!(!path.exists());
}

#[tokio::test]
async fn what_is_no_socket_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    fs::write(&path, "precious").unwrap();
    assert!(matches!(
        Listener::bind_unix(&path, Limits::default()),
        Err(ListenError::NotASocket { .. })
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let missing = folder.path().join("no/such/folder/admin.sock");
    assert!(matches!(
        Listener::bind_unix(&missing, Limits::default()),
        Err(ListenError::Unix { .. })
    ));
}
