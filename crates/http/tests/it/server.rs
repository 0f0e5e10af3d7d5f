//! A server on a free port, stopped when the test says so.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::body::Body;
use http::{Request, Response};
use landfall_http::listen::{Limits, ListenConfig, Listener};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::Service;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start<S>(service: S, limits: Limits) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
    {
        let config = ListenConfig {
            limits,
            ..ListenConfig::new(free_port())
        };
        Self::listen(Listener::bind(config).unwrap(), service)
    }

    pub(crate) fn listen<S>(listener: Listener, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
    {
        let address = listener.local_addr().unwrap_or(free_port());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(listener.serve(service, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop: Some(stop),
            running,
        }
    }

    /// Tells the server to stop, and goes on at once.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until the server has stopped.
    pub(crate) async fn ended(self) {
        self.running.await.unwrap();
    }
}

pub(crate) fn free_port() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}
