//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::sync::OwnedSemaphorePermit;
use tower::{Service, ServiceExt as _};

use super::Limits;
use super::bodies::{AnswerBody, RequestBody};
use super::deadline::{Deadline, Expired};
use super::phase::{Phase, Phases};
use super::transport::Transport;
use super::watch::{InFlight, Watch};
use super::watched::Watched;
use crate::peer::{Peer, TrustedProxies};

/// What all connections of a listener have in common.
pub(super) struct Common<S> {
    pub(super) service: S,
    pub(super) limits: Limits,
    pub(super) trusted_proxies: TrustedProxies,
    pub(super) phases: Phases,
    pub(super) http1: http1::Builder,
    pub(super) http2: http2::Builder<TokioExecutor>,
}

impl<S> Common<S> {
    pub(super) fn new(service: S, limits: Limits, trusted_proxies: TrustedProxies) -> Self {
        let mut http1 = http1::Builder::new();
        http1
            // The library's own timer would run while a connection is idle, too.
            .header_read_timeout(None)
            .max_header_size(limits.head_bytes)
            .max_buf_size(limits.head_bytes.max(LARGEST_BUFFER));
        if limits.head_lines != LIBRARY_HEAD_LINES {
            http1.max_headers(limits.head_lines);
        }
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits.streams)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX));
        Self {
            service,
            limits,
            trusted_proxies,
            phases: Phases::default(),
            http1,
            http2,
        }
    }
}

/// How much of a body is held between the socket and its reader, in bytes.
const LARGEST_BUFFER: usize = 64 * 1_024;

/// The number of header lines that the library keeps on the stack; another number costs an allocation per request.
const LIBRARY_HEAD_LINES: usize = 100;

/// Serves a connection to its end. `place` is given back when its stream is gone.
pub(super) async fn serve<S>(
    common: &Common<S>,
    transport: Transport,
    peer: Peer,
    place: OwnedSemaphorePermit,
) where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    let watch = Arc::new(Watch::default());
    let http2 = transport.is_http2();
    let proxies = &common.trusted_proxies;
    let trusted = proxies.contains(peer.address.ip()).then(|| proxies.clone());
    let service = common.service.clone();
    let io = TokioIo::new(Watched::new(transport, Arc::clone(&watch), place));
    let answer = {
        let watch = Arc::clone(&watch);
        service_fn(move |request: Request<Incoming>| {
            let in_flight = InFlight::begin(&watch);
            let mut request = request.map(|body| RequestBody::wrap(body, &watch));
            let peer = match &trusted {
                Some(proxies) => proxies.resolve(peer, request.headers()),
                None => peer,
            };
            request.extensions_mut().insert(peer);
            let answering = service.clone().oneshot(request);
            async move {
                let response = answering.await?;
                Ok::<_, Infallible>(response.map(|body| AnswerBody::new(body, in_flight)))
            }
        })
    };
    if http2 {
        drive(common, &watch, common.http2.serve_connection(io, answer)).await;
    } else {
        let connection = common.http1.serve_connection(io, answer).with_upgrades();
        drive(common, &watch, connection).await;
    }
}

/// A connection of either version.
trait Graceful: Future<Output = hyper::Result<()>> {
    /// Takes no further request, and ends once the running ones are answered.
    fn wind_up(self: Pin<&mut Self>);
}

impl<I, S, B> Graceful for http1::UpgradeableConnection<I, S>
where
    S: hyper::service::HttpService<Incoming, ResBody = B>,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    B: http_body::Body + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn wind_up(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<I, S, B> Graceful for http2::Connection<I, S, TokioExecutor>
where
    S: hyper::service::HttpService<Incoming, ResBody = B>,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn wind_up(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Runs a connection until it ends, its deadline passes, or the server stops.
async fn drive<S>(common: &Common<S>, watch: &Watch, connection: impl Graceful) {
    let mut connection = pin!(connection);
    let mut place = pin!(common.phases.listen());
    let mut heard = None;
    let mut winding_up = false;
    let mut deadline = Deadline::new(&common.limits);
    poll_fn(|context| {
        loop {
            // First of all the connection: a request that has already come is taken before anything is closed.
            if let Poll::Ready(ended) = connection.as_mut().poll(context) {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended badly");
                }
                return Poll::Ready(());
            }
            let phase = common.phases.hear(place.as_mut(), &mut heard, context);
            if phase == Phase::Aborting {
                return Poll::Ready(());
            }
            let expired = deadline.poll(watch, &common.limits, phase, context);
            if let Poll::Ready(Expired::Stuck(stage)) = expired {
                tracing::debug!(?stage, "a connection was cut at its deadline");
                return Poll::Ready(());
            }
            if winding_up || (expired.is_pending() && phase != Phase::Draining) {
                return Poll::Pending;
            }
            winding_up = true;
            deadline.wind_up();
            connection.as_mut().wind_up();
        }
    })
    .await;
}
