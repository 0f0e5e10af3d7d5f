//! Other processes on the same database: where they reach this one, and whom they believe.

use std::{net::SocketAddr, path::PathBuf};

use http::{Uri, uri::Scheme};
use serde::{Deserialize, Serialize};

/// Settings for several processes on one database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ClusterSettings {
    /// The address that the others reach this process at, such as `https://node-1.acme.example:8443`; without it, the
    /// address it listens on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertise: Option<String>,
    /// Authorities whose certificates the others may show, PEM; without it, the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca: Option<PathBuf>,
}

impl ClusterSettings {
    /// What is wrong with them, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        let text = self.advertise.as_deref()?;
        let uri: Option<Uri> = text.parse().ok();
        let is_address = uri.is_some_and(|uri| {
            let scheme = [Scheme::HTTP, Scheme::HTTPS]
                .iter()
                .any(|scheme| uri.scheme() == Some(scheme));
            let whom = uri.authority().is_some_and(|authority| {
                !authority.host().is_empty() && !authority.as_str().contains('@')
            });
            scheme && whom && uri.path() == "/" && uri.query().is_none()
        });
        (!is_address).then(|| {
            format!(
                "cluster.advertise {text:?} is no address; write http://HOST:PORT or https://HOST:PORT"
            )
        })
    }

    /// Where the others reach a process that listens on `listen`; none if that is no address of one machine.
    pub(crate) fn address(&self, listen: Option<SocketAddr>, tls: bool) -> Option<String> {
        if let Some(advertise) = &self.advertise {
            return Some(advertise.trim_end_matches('/').to_owned());
        }
        let listen = listen.filter(|listen| !listen.ip().is_unspecified())?;
        let scheme = if tls { "https" } else { "http" };
        Some(format!("{scheme}://{listen}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advertising(text: &str) -> ClusterSettings {
        ClusterSettings {
            advertise: Some(text.to_owned()),
            ca: None,
        }
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_nothing_more() {
        for good in [
            "http://10.0.0.5:8080",
            "https://node-1.acme.example",
            "https://node-1.acme.example:8443/",
            "http://[::1]:8080",
        ] {
            assert_eq!(advertising(good).fault(), None, "{good}");
        }
        for bad in [
            "",
            "node-1.acme.example:8080",
            "ftp://node-1",
            "http://",
            "http://user@node-1",
            "http://node-1/path",
            "http://node-1/?query",
        ] {
            let fault = advertising(bad).fault();
            assert!(
                fault.is_some_and(|text| text.contains("HOST:PORT")),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_listening_address_is_told_if_others_can_use_it() {
        let none = ClusterSettings::default();
        let address = |settings: &ClusterSettings, listen: &str, tls| {
            settings.address(Some(listen.parse().unwrap()), tls)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            address(&none, "10.0.0.5:8080", false),
            text("http://10.0.0.5:8080")
        );
        assert_eq!(address(&none, "[::1]:443", true), text("https://[::1]:443"));
        assert_eq!(address(&none, "0.0.0.0:8080", false), None);
        assert_eq!(address(&none, "[::]:8080", true), None);
        let named = advertising("https://node-1/");
        assert_eq!(
            address(&named, "0.0.0.0:8080", false),
            text("https://node-1")
        );
    }
}
