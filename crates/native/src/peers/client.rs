//! Asking the owner of the fleet.

use std::{error::Error, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, Method, Request, StatusCode, Uri, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use landfall_control::{
    Clock, FleetTypes, LinkError, OwnerLink, PassedCommand, PassedReply, Question,
    feed::LogKey,
    query::{Landing, PopNow, PopsAsked, Propagation},
    secret::PeerKey,
};
use landfall_core::{id::ServerId, model::ServerProgress};
use rustls::ClientConfig;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    COMMANDS_PATH, LANDING_PATH, LIMIT, POPS_PATH, PROPAGATION_PATH, SERVERS_PATH, SIGNATURE,
    TYPES_PATH,
    signature::{check_answer, sign_question},
    told::ToldWire,
    wire::{
        AskedPopsWire, AskedServersWire, AskedTypesWire, AskedWire, CommandWire, CountedWire,
        ServersWire,
    },
};

/// How long making a connection may take.
const CONNECT: Duration = Duration::from_secs(1);
/// How long a connection is kept for the next question; shorter than any owner keeps it.
const IDLE: Duration = Duration::from_secs(5);

/// A way to the owner by HTTP, with connections that are kept.
pub struct OwnerClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    key: PeerKey,
    clock: Arc<dyn Clock>,
}

impl OwnerClient {
    /// A client that signs with `key`, and checks owners that serve TLS by `tls`.
    pub fn new(key: PeerKey, clock: Arc<dyn Clock>, tls: ClientConfig) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { client, key, clock }
    }
}

#[async_trait]
impl OwnerLink for OwnerClient {
    async fn count(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Propagation>, LinkError> {
        let asked = AskedWire::new(fencing, question);
        self.ask(address, PROPAGATION_PATH, &asked, CountedWire::propagation)
            .await
    }

    async fn landing(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Landing>, LinkError> {
        let asked = AskedWire::new(fencing, question);
        self.ask(address, LANDING_PATH, &asked, ToldWire::landing)
            .await
    }

    async fn pops(
        &self,
        address: &str,
        fencing: u64,
        asked: &PopsAsked,
    ) -> Result<Option<Vec<PopNow>>, LinkError> {
        let asked = AskedPopsWire {
            fencing,
            asked: asked.clone(),
        };
        self.ask(address, POPS_PATH, &asked, Some).await
    }

    async fn progress(
        &self,
        address: &str,
        fencing: u64,
        servers: &[ServerId],
    ) -> Result<Option<Vec<ServerProgress>>, LinkError> {
        let asked = AskedServersWire {
            fencing,
            servers: servers.to_vec(),
        };
        let read = |found: ServersWire| Some(found.progress());
        self.ask(address, SERVERS_PATH, &asked, read).await
    }

    async fn types(
        &self,
        address: &str,
        fencing: u64,
        fleets: &[LogKey],
    ) -> Result<Option<Vec<FleetTypes>>, LinkError> {
        let asked = AskedTypesWire::new(fencing, fleets);
        self.ask(address, TYPES_PATH, &asked, Some).await
    }

    async fn pass(
        &self,
        address: &str,
        fencing: u64,
        command: &PassedCommand,
    ) -> Result<Option<PassedReply>, LinkError> {
        let command = command.clone();
        let asked = CommandWire { fencing, command };
        self.ask(address, COMMANDS_PATH, &asked, Some).await
    }
}

impl OwnerClient {
    /// Asks the owner something; none if it says that it is not.
    async fn ask<W: DeserializeOwned, T>(
        &self,
        address: &str,
        path: &str,
        asked: &impl Serialize,
        read: impl FnOnce(W) -> Option<T>,
    ) -> Result<Option<T>, LinkError> {
        let failed = |what: &str| LinkError(what.to_owned());
        let uri: Uri = format!("{}{path}", address.trim_end_matches('/'))
            .parse()
            .map_err(|_| failed("it is no address"))?;
        let body = serde_json::to_vec(asked).map_err(|error| LinkError(error.to_string()))?;
        let what = (&Method::POST, path);
        let (nonce, signed) = sign_question(&self.key, what, self.clock.now(), &body);
        let request = Request::post(uri)
            .header(CONTENT_TYPE, "application/json")
            .header(HeaderName::from_static(SIGNATURE), signed)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| LinkError(error.to_string()))?;
        let response = self.client.request(request).await;
        let (head, body) = response
            .map_err(|error| LinkError(with_causes(&error)))?
            .into_parts();
        let body = Limited::new(body, LIMIT).collect().await;
        let body = body
            .map_err(|error| LinkError(with_causes(error.as_ref())))?
            .to_bytes();
        if !check_answer(&self.key, &nonce, head.status, &head.headers, &body) {
            return Err(LinkError(match head.status {
                StatusCode::UNAUTHORIZED => format!(
                    "it refused the question: {}",
                    String::from_utf8_lossy(&body)
                ),
                status => format!("its answer ({status}) is not signed by this installation"),
            }));
        }
        match head.status {
            StatusCode::OK => serde_json::from_slice::<W>(&body)
                .ok()
                .and_then(read)
                .map(Some)
                .ok_or_else(|| failed("its answer cannot be read; is it of another version?")),
            StatusCode::CONFLICT => Ok(None),
            status => Err(LinkError(format!(
                "it answered {status}: {}",
                String::from_utf8_lossy(&body)
            ))),
        }
    }
}

/// The error's text with those of its causes, where it says what happened.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
