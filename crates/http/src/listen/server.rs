//! Accepting connections, and stopping.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use super::connection::{self, Common};
use super::listener::Socket;
use super::phase::Phase;
use super::transport::Transport;
use crate::peer::Peer;

/// The first and the longest pause after the system refused to accept.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// How long connections that are cut off at the end get to go away.
const AFTER_ABORT: Duration = Duration::from_secs(1);

/// Accepts until `shutdown`, then answers what runs, for as long as the grace lasts.
pub(super) async fn run<S>(
    socket: Socket,
    tls: Option<TlsAcceptor>,
    common: Arc<Common<S>>,
    shutdown: impl Future<Output = ()>,
) where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    let all = common.limits.connections.clamp(1, 1_000_000);
    let places = Arc::new(Semaphore::new(all));
    {
        let mut shutdown = pin!(shutdown);
        let mut pause = PAUSES.0;
        loop {
            let next = async {
                let place = take_place(&places, all, &common).await;
                (place, socket.accept().await)
            };
            let (place, accepted) = tokio::select! {
                biased;
                () = &mut shutdown => break,
                next = next => next,
            };
            match accepted {
                Ok((transport, peer)) => {
                    pause = PAUSES.0;
                    let (common, tls) = (Arc::clone(&common), tls.clone());
                    tokio::spawn(async move {
                        if let Some(transport) = secured(&common, tls, transport).await {
                            let secure = matches!(transport, Transport::Tls(_));
                            let peer = Peer { secure, ..peer };
                            connection::serve(&common, transport, peer, place).await;
                        }
                    });
                }
                Err(error) if concerns_the_caller_only(&error) => {}
                Err(error) => {
                    // Mostly the limit of open files: trying again at once would only spin, closing idle connections may help.
                    tracing::error!(%error, ?pause, "cannot accept connections");
                    common.phases.announce(Phase::Full);
                    tokio::select! {
                        biased;
                        () = &mut shutdown => break,
                        () = tokio::time::sleep(pause) => {}
                    }
                    pause = (pause * 2).min(PAUSES.1);
                }
            }
        }
    }
    drop(socket);
    common.phases.announce(Phase::Draining);
    let everyone = u32::try_from(all).unwrap_or(u32::MAX);
    let answered = tokio::time::timeout(common.limits.grace, places.acquire_many(everyone));
    if answered.await.is_err() {
        let open = all - places.available_permits();
        tracing::warn!(open, "connections were cut off at the end of the grace");
        common.phases.announce(Phase::Aborting);
        let _ = tokio::time::timeout(AFTER_ABORT, places.acquire_many(everyone)).await;
    }
}

/// Waits until there may be another connection; while that lasts, idle ones are closed early.
async fn take_place<S>(
    places: &Arc<Semaphore>,
    all: usize,
    common: &Common<S>,
) -> OwnedSemaphorePermit {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        if common.phases.now() == Phase::Full && places.available_permits() * 8 >= all {
            common.phases.relax();
        }
        return place;
    }
    common.phases.announce(Phase::Full);
    let place = Arc::clone(places).acquire_owned().await;
    place.expect("nobody closes the semaphore")
}

/// Does the TLS handshake where there is one to do; `None` when it fails, takes too long, or the server stops.
async fn secured<S>(
    common: &Common<S>,
    tls: Option<TlsAcceptor>,
    transport: Transport,
) -> Option<Transport> {
    let (tls, stream) = match (tls, transport) {
        (Some(tls), Transport::Tcp(stream)) => (tls, stream),
        (_, transport) => return Some(transport),
    };
    let handshake = tokio::time::timeout(common.limits.handshake, tls.accept(stream));
    tokio::select! {
        biased;
        () = common.phases.reached(Phase::Draining) => None,
        done = handshake => match done {
            Ok(Ok(stream)) => Some(Transport::Tls(Box::new(stream))),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a TLS handshake failed");
                None
            }
            Err(_) => {
                tracing::debug!("a TLS handshake took too long");
                None
            }
        }
    }
}

/// Whether the error is about the connection that was to be accepted; the next one may be fine.
fn concerns_the_caller_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}
