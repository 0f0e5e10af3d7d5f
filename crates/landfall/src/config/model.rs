//! What can be configured. Every member has a default; an unknown one is refused.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use landfall_core::id::TenantId;
use landfall_http::{
    listen::{Limits, ListenConfig, TlsFiles},
    peer::TrustedProxies,
};
use landfall_metallic::MetallicSettings;
use serde::{Deserialize, Serialize};

use super::{
    ChangeSettings, ClusterSettings, EventKeeping, FulfillmentSettings, PostgresSettings,
    SqliteSettings, StoreUrl,
};
use crate::error::CommandError;

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Where partners connect.
    pub(crate) listen: SocketAddr,
    /// Where `/metrics` is served; empty for nowhere.
    pub(crate) metrics_listen: String,
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The database that keeps the record; none for the file in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<StoreUrl>,
    /// Where the sealing key is kept, if not in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sealing_key_file: Option<PathBuf>,
    /// Whether plain HTTP is meant on an address that is not loopback.
    pub(crate) plaintext: bool,
    /// Addresses and networks whose forwarding headers count.
    pub(crate) trusted_proxies: Vec<String>,
    /// The tenant of cookie sessions on hosts that `hosts` does not name; if there is one tenant only, that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_tenant: Option<TenantId>,
    /// Which tenant a host belongs to, for cookie sessions.
    pub(crate) hosts: BTreeMap<String, TenantId>,
    /// TLS; plain HTTP without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls: Option<Tls>,
    /// Limits of the listener.
    pub(crate) limits: LimitSettings,
    /// The store in the data folder.
    pub(crate) sqlite: SqliteSettings,
    /// The connection to that database.
    pub(crate) postgres: PostgresSettings,
    /// Other processes on that database.
    pub(crate) cluster: ClusterSettings,
    /// How long change logs keep what nobody needs any more.
    pub(crate) changes: ChangeSettings,
    /// How long events are kept.
    pub(crate) events: EventKeeping,
    /// How orders are carried out.
    pub(crate) fulfillment: FulfillmentSettings,
    /// Settings of the rulesv4 dialect.
    pub(crate) rulesv4: Rulesv4Settings,
    /// Settings of the metallic dialect.
    pub(crate) metallic: MetallicSettings,
    /// Logging.
    pub(crate) log: Log,
}

/// Certificate and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The certificate chain, PEM.
    pub(crate) certificate: PathBuf,
    /// The private key, PEM.
    pub(crate) key: PathBuf,
}

/// Limits of the listener. Bodies are limited by each dialect's contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LimitSettings {
    /// Connections at a time.
    pub(crate) connections: usize,
    /// Bytes of a request's head.
    pub(crate) head_bytes: usize,
    /// Seconds from a request's first byte to the end of its head.
    pub(crate) head_seconds: u64,
    /// Seconds that a connection is kept open between requests; the vipmp contract asks for 120 at least.
    pub(crate) idle_seconds: u64,
    /// Seconds that a request may take.
    pub(crate) request_seconds: u64,
    /// Seconds that running requests may take once the server is told to stop.
    pub(crate) grace_seconds: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            connections: limits.connections,
            head_bytes: limits.head_bytes,
            head_seconds: limits.head.as_secs(),
            idle_seconds: limits.idle.as_secs(),
            request_seconds: 30,
            grace_seconds: limits.grace.as_secs(),
        }
    }
}

/// Settings of the rulesv4 dialect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rulesv4Settings {
    /// How long an OAuth token lasts, in seconds, 60 to 3600.
    pub(crate) token_seconds: u32,
}

impl Default for Rulesv4Settings {
    fn default() -> Self {
        Self { token_seconds: 300 }
    }
}

/// Logging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// What is logged: a level, or directives such as `info,access=off`.
    pub(crate) level: String,
    /// In which form.
    pub(crate) format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: ([127, 0, 0, 1], 8080).into(),
            metrics_listen: "127.0.0.1:9180".to_owned(),
            data: PathBuf::from("landfall-data"),
            store: None,
            sealing_key_file: None,
            plaintext: false,
            trusted_proxies: Vec::new(),
            default_tenant: None,
            hosts: BTreeMap::new(),
            tls: None,
            limits: LimitSettings::default(),
            sqlite: SqliteSettings::default(),
            postgres: PostgresSettings::default(),
            cluster: ClusterSettings::default(),
            changes: ChangeSettings::default(),
            events: EventKeeping::default(),
            fulfillment: FulfillmentSettings::default(),
            rulesv4: Rulesv4Settings::default(),
            metallic: MetallicSettings::default(),
            log: Log::default(),
        }
    }
}

impl Config {
    /// Finds what no single member shows: values out of range, files that are not there, plain HTTP where it is refused.
    pub(crate) fn check(&self) -> Result<(), CommandError> {
        let invalid = |text: String| Err(CommandError::Configuration(text));
        self.listener()?;
        self.metrics()?;
        if self.tls.is_none() && !self.plaintext && !self.listen.ip().is_loopback() {
            return Err(landfall_http::listen::ListenError::PlaintextOffLoopback {
                address: self.listen,
            }
            .into());
        }
        if let Some(tls) = &self.tls {
            for path in [&tls.certificate, &tls.key] {
                std::fs::File::open(path).map_err(CommandError::file(path))?;
            }
        }
        if let Some(url) = &self.store {
            url.reveal().parse::<landfall_store::postgres::Address>()?;
        }
        let faults = [
            self.sqlite.fault(),
            self.postgres.fault(),
            self.cluster.fault(),
            self.changes.fault(),
            self.events.fault(),
            self.fulfillment.fault(),
        ];
        if let Some(fault) = faults.into_iter().flatten().next() {
            return invalid(fault);
        }
        if let Some(file) = &self.cluster.ca {
            landfall_native::trusted(Some(file))
                .map_err(|error| CommandError::Configuration(format!("cluster.ca: {error}")))?;
        }
        if !(60..=3600).contains(&self.rulesv4.token_seconds) {
            return invalid("rulesv4.token_seconds must be from 60 to 3600".to_owned());
        }
        if self.limits.connections == 0 || self.limits.connections > 1_000_000 {
            return invalid("limits.connections must be from 1 to 1000000".to_owned());
        }
        if !(8_192..=1 << 20).contains(&self.limits.head_bytes) {
            return invalid("limits.head_bytes must be from 8192 to 1048576".to_owned());
        }
        for (name, seconds) in [
            ("limits.head_seconds", self.limits.head_seconds),
            ("limits.idle_seconds", self.limits.idle_seconds),
            ("limits.request_seconds", self.limits.request_seconds),
        ] {
            if !(1..=86_400).contains(&seconds) {
                return invalid(format!("{name} must be from 1 to 86400"));
            }
        }
        Ok(())
    }

    /// SHA-256 of the key of the authority that servers' agents are to trust, if there is TLS.
    pub(crate) fn authority(&self) -> Result<Option<[u8; 32]>, CommandError> {
        let print = self.tls.as_ref().map(|tls| {
            let files = TlsFiles {
                certificates: tls.certificate.clone(),
                key: tls.key.clone(),
            };
            files.fingerprint()
        });
        Ok(print.transpose()?)
    }

    /// The listener for partners.
    pub(crate) fn listener(&self) -> Result<ListenConfig, CommandError> {
        let trusted_proxies = TrustedProxies::parse(&self.trusted_proxies)
            .map_err(|error| CommandError::Configuration(format!("trusted_proxies: {error}")))?;
        Ok(ListenConfig {
            tls: self.tls.as_ref().map(|tls| TlsFiles {
                certificates: tls.certificate.clone(),
                key: tls.key.clone(),
            }),
            plaintext: self.plaintext,
            trusted_proxies,
            limits: Limits {
                connections: self.limits.connections,
                head_bytes: self.limits.head_bytes,
                head: Duration::from_secs(self.limits.head_seconds),
                idle: Duration::from_secs(self.limits.idle_seconds),
                grace: Duration::from_secs(self.limits.grace_seconds),
                ..Limits::default()
            },
            ..ListenConfig::new(self.listen)
        })
    }

    /// The listener for scrapers, if there is to be one.
    pub(crate) fn metrics(&self) -> Result<Option<ListenConfig>, CommandError> {
        if self.metrics_listen.is_empty() {
            return Ok(None);
        }
        let address: SocketAddr = self.metrics_listen.parse().map_err(|_| {
            CommandError::Configuration(format!(
                "metrics_listen {:?} is no address; write 127.0.0.1:9180, or an empty text for none",
                self.metrics_listen
            ))
        })?;
        Ok(Some(ListenConfig {
            plaintext: self.plaintext,
            ..ListenConfig::new(address)
        }))
    }
}
