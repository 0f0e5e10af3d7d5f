//! Where the database is: a `postgres://` URL and what it says about TLS.

use std::{fmt, path::PathBuf, str::FromStr};

use tokio_postgres::config::{Host, SslMode};

use crate::StoreError;

/// The address of a database, from a URL such as `postgres://user@host/database`.
///
/// Off this machine the connection is TLS and the server's certificate is checked against its name, unless the URL says
/// `sslmode=disable`. On this machine (a loopback address or a socket) it is plain unless the URL says `sslmode=require`.
#[derive(Clone)]
pub struct Address {
    pub(super) config: tokio_postgres::Config,
    /// Certificates to trust instead of the system's.
    pub(super) roots: Option<PathBuf>,
}

impl Address {
    /// Whether `text` is meant as one.
    pub fn is_one(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Whether connections are TLS.
    pub fn is_encrypted(&self) -> bool {
        self.config.get_ssl_mode() == SslMode::Require
    }
}

impl FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let wrong =
            |why: String| StoreError::Foreign(format!("the store's URL cannot be used: {why}"));
        if !Self::is_one(text) {
            return Err(wrong("it has to begin with postgres://".to_owned()));
        }
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => roots = Some(PathBuf::from(decoded(value))),
                _ => rest.push(parameter),
            }
        }
        let url = if rest.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{}", rest.join("&"))
        };
        let mut config: tokio_postgres::Config = url.parse().map_err(|error| {
            let error: tokio_postgres::Error = error;
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            wrong(cause.unwrap_or_else(|| error.to_string()))
        })?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        config.ssl_mode(match mode {
            None if is_on_this_machine(&config) => SslMode::Disable,
            None | Some("require" | "verify-full") => SslMode::Require,
            Some("disable") => SslMode::Disable,
            Some(other) => {
                return Err(wrong(format!(
                    "sslmode={other} would not say whom it talks to; write disable or verify-full"
                )));
            }
        });
        Ok(Self { config, roots })
    }
}

fn is_on_this_machine(config: &tokio_postgres::Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            let address: Option<std::net::IpAddr> = name.parse().ok();
            name == "localhost" || address.is_some_and(|address| address.is_loopback())
        }
    });
    let addresses = config.get_hostaddrs().iter();
    hosts && addresses.into_iter().all(std::net::IpAddr::is_loopback)
}

/// The text without its percent escapes.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped = (*first == b'%')
            .then(|| behind.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() {
            &behind[2..]
        } else {
            behind
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl fmt::Display for Address {
    /// The address as operators may see it: without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let ports = self.config.get_ports();
        let user = self.config.get_user().map(|user| format!("{user}@"));
        write!(
            f,
            "postgres://{}{}",
            user.unwrap_or_default(),
            hosts.join(",")
        )?;
        if let [port] = ports {
            write!(f, ":{port}")?;
        }
        let database = self.config.get_dbname().or(self.config.get_user());
        write!(f, "/{}", database.unwrap_or_default())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn off_this_machine_the_server_has_to_show_who_it_is() {
        for far in [
            "postgres://landfall:secret@db.acme.example/record",
            "postgres://10.0.0.7/record",
            "postgres://localhost,db.acme.example/record",
            "postgres://localhost/record?sslmode=verify-full",
            "postgres://localhost/record?sslmode=require",
        ] {
            assert!(address(far).is_encrypted(), "{far}");
        }
        for near in [
            "postgres://localhost/record",
            "postgresql://127.0.0.1:5433/record",
            "postgres://[::1]/record",
            "postgres:///record?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/record",
            "postgres://db.acme.example/record?sslmode=disable",
        ] {
            assert!(!address(near).is_encrypted(), "{near}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_the_reason() {
        for (text, reason) in [
            ("mysql://db/record", "postgres://"),
            ("postgres:///record", "no host"),
            ("postgres://db/record?sslmode=prefer", "sslmode=prefer"),
            ("postgres://db/record?colour=blue", "colour"),
            ("postgres://db:port/record", "port"),
        ] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let address = address(
            "postgres://landfall:secret@db.acme.example:5433/record?sslrootcert=/etc/a%20b.pem",
        );
        assert_eq!(
            address.to_string(),
            "postgres://landfall@db.acme.example:5433/record"
        );
        assert!(!format!("{address:?}").contains("secret"));
        assert_eq!(address.roots.unwrap().to_str(), Some("/etc/a b.pem"));
    }
}
