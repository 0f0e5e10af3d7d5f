//! The flags that set configuration.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use landfall_core::id::TenantId;

use crate::config::{ClusterOverrides, LogFormat, LogOverrides, Overrides, Tls};

/// Flags of `serve` and `config`. Everything else is configured by file or environment: `landfall config show` prints all
/// there is, and a member such as limits.head_bytes is LANDFALL_LIMITS__HEAD_BYTES in the environment.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArguments {
    /// Where partners connect [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Where /metrics is served; an empty text for nowhere [default: 127.0.0.1:9180]
    #[arg(long, value_name = "ADDR")]
    metrics_listen: Option<String>,
    /// Plain HTTP is meant, also off loopback: something in front does TLS
    #[arg(long)]
    plaintext: bool,
    /// The certificate chain, PEM; switches TLS on
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// The tenant of cookie sessions on hosts that the host table does not name
    #[arg(long, value_name = "TENANT")]
    default_tenant: Option<TenantId>,
    /// Where other processes on the same database reach this one, http://HOST:PORT [default: the listening address]
    #[arg(long, value_name = "URL")]
    advertise: Option<String>,
    /// What is logged: a level, or directives such as info,access=off [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,
    /// The form of log lines [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

impl ServeArguments {
    /// What the flags set over environment, file and defaults; `common` has those that every command takes.
    pub(crate) fn overrides(self, common: Overrides) -> Overrides {
        let tls = self.tls_certificate.zip(self.tls_key);
        Overrides {
            listen: self.listen,
            metrics_listen: self.metrics_listen,
            plaintext: self.plaintext.then_some(true),
            default_tenant: self.default_tenant,
            tls: tls.map(|(certificate, key)| Tls { certificate, key }),
            cluster: ClusterOverrides {
                advertise: self.advertise,
            },
            log: LogOverrides {
                level: self.log_level,
                format: self.log_format,
            },
            ..common
        }
    }
}
