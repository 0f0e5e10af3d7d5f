//! A stream to a server: by TCP, with TLS where the address says so, or by the administration socket.

use std::{path::PathBuf, sync::Arc, time::Duration};

use landfall_native::trusted;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use super::RemoteArguments;
use crate::{admin::online, error::CommandError};

/// How long making a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// A stream of bytes.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Where a server is.
#[derive(Clone)]
pub(super) enum Place {
    /// At an address.
    Network(Network),
    /// Behind the socket of a data folder.
    Socket(PathBuf),
}

/// An address.
#[derive(Clone)]
pub(super) struct Network {
    host: String,
    port: u16,
    /// Whose certificates are believed; none for plain HTTP.
    tls: Option<Arc<ClientConfig>>,
    /// What stands before the paths of the API, without a slash at the end.
    prefix: String,
}

impl Network {
    /// Reads `--url`.
    pub(super) fn read(url: &str, arguments: &RemoteArguments) -> Result<Self, CommandError> {
        let bad = |why: &str| {
            CommandError::Usage(format!(
                "--url {url}: {why}; give it as in https://landfall.example.com or http://127.0.0.1:8080"
            ))
        };
        let uri: http::Uri = url.parse().map_err(|_| bad("that is no address"))?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad("it has to begin with https:// or http://")),
        };
        let authority = uri.authority().ok_or_else(|| bad("it names no host"))?;
        if authority.as_str().contains('@') {
            return Err(bad("it must not hold credentials"));
        }
        if uri.query().is_some() {
            return Err(bad("it must not have a query"));
        }
        let host = authority.host();
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        if !secure && !arguments.plaintext && !is_this_machine(&host) {
            return Err(CommandError::Usage(format!(
                "--url {url}: a token sent there could be read on the way; use https, or --plaintext if something else protects it"
            )));
        }
        let tls = if secure {
            let config = trusted(arguments.ca.as_deref());
            let config = config.map_err(|error| CommandError::Usage(format!("--ca {error}")))?;
            Some(Arc::new(config))
        } else {
            None
        };
        let default = if secure { 443 } else { 80 };
        Ok(Self {
            port: authority.port_u16().unwrap_or(default),
            host,
            tls,
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, std::io::Error> {
        let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
        tcp.set_nodelay(true)?;
        let Some(tls) = &self.tls else {
            return Ok(Box::new(tcp));
        };
        let name = ServerName::try_from(self.host.clone()).map_err(std::io::Error::other)?;
        let stream = TlsConnector::from(Arc::clone(tls))
            .connect(name, tcp)
            .await?;
        Ok(Box::new(stream))
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl Place {
    /// A new connection.
    pub(super) async fn connect(&self) -> Result<Box<dyn Stream>, CommandError> {
        match self {
            Self::Network(network) => {
                let connected = timeout(CONNECT, network.connect()).await;
                let unreachable = |why: &dyn std::fmt::Display| {
                    CommandError::Server(format!(
                        "cannot connect to {self}: {why}; does a server run there?"
                    ))
                };
                match connected {
                    Ok(Ok(stream)) => Ok(stream),
                    Ok(Err(error)) => Err(unreachable(&error)),
                    Err(_) => {
                        let late = format!("there was no answer within {} s", CONNECT.as_secs());
                        Err(unreachable(&late))
                    }
                }
            }
            Self::Socket(path) => match online::connect(path).await? {
                Some(stream) => Ok(Box::new(stream)),
                None => Err(CommandError::Server(format!(
                    "no server runs on the data folder {}; start one with `landfall serve`, name another folder with --data, or a server with --url",
                    path.parent().unwrap_or(path).display()
                ))),
            },
        }
    }

    /// What stands in the `Host` header.
    pub(super) fn host(&self) -> String {
        match self {
            Self::Network(network) => network.authority(),
            Self::Socket(_) => "landfall".to_owned(),
        }
    }

    /// What stands before the paths of the API.
    pub(super) fn prefix(&self) -> &str {
        match self {
            Self::Network(network) => &network.prefix,
            Self::Socket(_) => "",
        }
    }
}

impl Network {
    fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Network(network) => f.write_str(&network.authority()),
            Self::Socket(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Network, String> {
        let arguments = RemoteArguments::default();
        Network::read(url, &arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn addresses_are_taken_apart() {
        let network = read("http://127.0.0.1:8080/behind/").unwrap();
        assert_eq!(
            (network.authority().as_str(), network.prefix.as_str()),
            ("127.0.0.1:8080", "/behind")
        );
        assert!(network.tls.is_none());
        let network = read("http://[::1]").unwrap();
        assert_eq!(network.authority(), "[::1]:80");
        let network = read("https://landfall.example.com").unwrap();
        assert_eq!((network.port, network.prefix.as_str()), (443, ""));
        assert!(network.tls.is_some());
    }

    #[test]
    fn a_token_is_not_sent_in_the_clear_to_elsewhere() {
        let refused = read("http://landfall.example.com").map(|_| ()).unwrap_err();
        assert!(refused.contains("--plaintext"), "{refused}");
        let meant = RemoteArguments {
            plaintext: true,
            ..RemoteArguments::default()
        };
        assert!(Network::read("http://landfall.example.com", &meant).is_ok());
    }

    #[test]
    fn other_texts_are_refused_with_an_example() {
        for url in [
            "",
            "localhost:8080",
            "ftp://x",
            "http://u:p@127.0.0.1",
            "http://127.0.0.1/?a=b",
        ] {
            let refused = read(url).map(|_| ()).unwrap_err();
            assert!(
                refused.contains("https://landfall.example.com"),
                "{refused}"
            );
        }
    }
}
