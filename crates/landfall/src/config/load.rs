//! Reading the configuration from its four places.

use std::{net::SocketAddr, path::PathBuf};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use landfall_core::id::TenantId;
use serde::Serialize;

use super::{Config, LogFormat};
use crate::error::CommandError;

/// The file that is read when none is named, if it is there.
const SYSTEM_FILE: &str = "/etc/landfall/landfall.toml";

/// What the command line sets.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Overrides {
    /// The configuration file.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metrics_listen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plaintext: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_tenant: Option<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls: Option<super::Tls>,
    #[serde(skip_serializing_if = "ClusterOverrides::is_empty")]
    pub(crate) cluster: ClusterOverrides,
    #[serde(skip_serializing_if = "LogOverrides::is_empty")]
    pub(crate) log: LogOverrides,
}

/// What the command line sets about other processes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ClusterOverrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertise: Option<String>,
}

impl ClusterOverrides {
    fn is_empty(&self) -> bool {
        self.advertise.is_none()
    }
}

/// What the command line sets about logging.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct LogOverrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<LogFormat>,
}

impl LogOverrides {
    fn is_empty(&self) -> bool {
        self.level.is_none() && self.format.is_none()
    }
}

/// Reads the configuration: flags over environment over file over defaults. What it says may still not work together:
/// [`Config::check`] finds that.
pub(crate) fn load(overrides: &Overrides) -> Result<Config, CommandError> {
    figment(overrides)?
        .extract()
        .map_err(|error| CommandError::Configuration(explain(error)))
}

/// The four places on top of each other.
pub(super) fn figment(overrides: &Overrides) -> Result<Figment, CommandError> {
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    match &overrides.file {
        Some(path) => {
            if !path.is_file() {
                return Err(CommandError::Configuration(format!(
                    "there is no configuration file {}",
                    path.display()
                )));
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        None if std::path::Path::new(SYSTEM_FILE).is_file() => {
            figment = figment.merge(Toml::file_exact(SYSTEM_FILE));
        }
        None => {}
    }
    // The file itself is named by LANDFALL_CONFIG, and LANDFALL_URL and LANDFALL_TOKEN say where commands go: no part of what
    // it configures.
    let environment = Env::prefixed("LANDFALL_")
        .ignore(&["config", "url", "token"])
        .split("__");
    Ok(figment
        .merge(environment)
        .merge(Serialized::defaults(overrides)))
}

/// What figment found, each with where it was found.
fn explain(error: figment::Error) -> String {
    let faults: Vec<String> = error
        .into_iter()
        .map(|fault| {
            let place = fault
                .metadata
                .as_ref()
                .map(|metadata| match &metadata.source {
                    Some(source) => source.to_string(),
                    None => metadata.name.to_string(),
                })
                .unwrap_or_default();
            let member = fault.path.join(".");
            match (member.is_empty(), place.is_empty()) {
                (true, true) => fault.kind.to_string(),
                (true, false) => format!("{} (in {place})", fault.kind),
                (false, true) => format!("{member}: {}", fault.kind),
                (false, false) => format!("{member}: {} (in {place})", fault.kind),
            }
        })
        .collect();
    faults.join("\n")
}

#[cfg(test)]
#[expect(
    clippy::result_large_err,
    reason = "the jail's closure has this signature"
)]
mod tests {
    use figment::Jail;

    use super::*;

    #[test]
    fn each_place_is_over_the_next() {
        Jail::expect_with(|jail| {
            jail.create_file(
                "landfall.toml",
                "listen = \"127.0.0.1:1\"\ndata = \"from-file\"\nplaintext = true\n[log]\nlevel = \"warn\"\n",
            )?;
            jail.set_env("LANDFALL_DATA", "from-environment");
            jail.set_env("LANDFALL_LISTEN", "127.0.0.1:2");
            jail.set_env("LANDFALL_LOG__FORMAT", "json");
            jail.set_env("LANDFALL_CONFIG", "landfall.toml");
            let overrides = Overrides {
                file: Some("landfall.toml".into()),
                listen: Some(([127, 0, 0, 1], 3).into()),
                ..Overrides::default()
            };
            let config = load(&overrides).unwrap();
            assert_eq!(config.listen.port(), 3, "a flag is over the environment");
            assert_eq!(config.data.to_str(), Some("from-environment"));
            assert!(config.plaintext, "the file is over the defaults");
            assert_eq!(config.log.level, "warn");
            assert_eq!(config.log.format, LogFormat::Json);
            assert_eq!(config.metrics_listen, "127.0.0.1:9180");
            Ok(())
        });
    }

    #[test]
    fn an_unknown_member_is_named_with_its_place() {
        Jail::expect_with(|jail| {
            jail.create_file("landfall.toml", "[limits]\nconections = 5\n")?;
            let overrides = Overrides {
                file: Some("landfall.toml".into()),
                ..Overrides::default()
            };
            let text = load(&overrides).unwrap_err().to_string();
            assert!(text.contains("conections"), "{text}");
            assert!(text.contains("landfall.toml"), "{text}");
            Ok(())
        });
    }

    #[test]
    fn plain_http_off_loopback_is_refused_unless_it_is_meant() {
        let mut config = Config {
            listen: ([0, 0, 0, 0], 8080).into(),
            ..Config::default()
        };
        let text = config.check().unwrap_err().to_string();
        assert!(text.contains("plaintext = true"), "{text}");
        config.plaintext = true;
        assert!(config.check().is_ok());
    }
}
