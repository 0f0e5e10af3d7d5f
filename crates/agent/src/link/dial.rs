//! To a bare stream of the feed: TCP, TLS where it is wanted, and the upgraded request.

use std::{sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::{
    network::{MachineNetwork, Network, Stream},
    pinned::Pinned,
    upgrade::{NotOpened, upgrade},
};

/// How long connecting may take until the stream is the feed's.
const DIAL: Duration = Duration::from_secs(15);

/// How the control plane proves who it is.
#[derive(Debug, Clone)]
pub enum Security {
    /// Not at all: on this machine, or in a network that is protected otherwise.
    Plain,
    /// By a certificate of the authority with this fingerprint: SHA-256 of its public key (`SubjectPublicKeyInfo`). The control
    /// plane sends a certificate with that key along.
    Fingerprint([u8; 32]),
    /// By a certificate of one of these authorities.
    Authorities(Vec<CertificateDer<'static>>),
}

impl Security {
    /// By the authorities of a PEM file's content.
    pub fn authorities(pem: &[u8]) -> Result<Self, String> {
        let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match all {
            Ok(all) if all.is_empty() => Err("it has no certificate".to_owned()),
            Ok(all) => Ok(Self::Authorities(all)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Where the control plane is.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its host: a name, or an IP address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it proves who it is.
    pub security: Security,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// A stream that the control plane has answered to. What was read of it behind the answer belongs to it.
pub struct Dialled {
    pub(super) stream: Box<dyn Stream>,
    pub(super) first: Vec<u8>,
}

/// How a control plane proves who it is, made ready for any number of connections.
#[derive(Clone)]
pub struct Secured(Option<(TlsConnector, ServerName<'static>)>);

impl Secured {
    /// For connections to this address. Errors are for people.
    pub fn new(address: &Address) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let config = match &address.security {
            Security::Plain => return Ok(Self(None)),
            Security::Fingerprint(fingerprint) => builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Pinned::new(*fingerprint, provider)))
                .with_no_client_auth(),
            Security::Authorities(authorities) => {
                let mut roots = RootCertStore::empty();
                for authority in authorities {
                    roots
                        .add(authority.clone())
                        .map_err(|error| error.to_string())?;
                }
                builder.with_root_certificates(roots).with_no_client_auth()
            }
        };
        let name = ServerName::try_from(address.host.clone()).map_err(|error| error.to_string())?;
        Ok(Self(Some((TlsConnector::from(Arc::new(config)), name))))
    }

    async fn over(&self, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, String> {
        let Some((connector, name)) = &self.0 else {
            return Ok(stream);
        };
        let tls = connector.connect(name.clone(), stream).await;
        Ok(Box::new(tls.map_err(|error| error.to_string())?))
    }
}

/// Dials with the server's credential. Errors are for people.
pub(super) async fn dial(
    network: &dyn Network,
    address: &Address,
    credential: &str,
    chance: &mut fastrand::Rng,
) -> Result<Dialled, String> {
    match Secured::new(address) {
        Ok(secured) => {
            let connecting = opened(network, address);
            let opened = open_feed(address, &secured, connecting, credential, chance).await;
            opened.map_err(|why| why.to_string())
        }
        Err(reason) => Err(format!("cannot connect to {address}: {reason}")),
    }
}

/// Opens the feed over a connection that is being made, with the server's credential.
pub async fn open_feed(
    address: &Address,
    secured: &Secured,
    connecting: impl Future<Output = Result<Box<dyn Stream>, String>>,
    credential: &str,
    chance: &mut fastrand::Rng,
) -> Result<Dialled, NotOpened> {
    let mut random = [0; 16];
    chance.fill(&mut random);
    let dialling = async {
        let mut stream = secured.over(connecting.await?).await?;
        let first = upgrade(&mut stream, &address.to_string(), credential, random).await?;
        Ok(Dialled { stream, first })
    };
    let dialled = timeout(DIAL, dialling).await;
    let seconds = DIAL.as_secs();
    dialled
        .unwrap_or_else(|_| Err(format!("there was no answer within {seconds} s").into()))
        .map_err(|why: NotOpened| why.at(&format!("cannot connect to {address}")))
}

/// A stream to the control plane, on which nothing has been said.
pub(crate) async fn connect(address: &Address) -> Result<Box<dyn Stream>, String> {
    let stream = opened(&MachineNetwork, address).await?;
    Secured::new(address)?.over(stream).await
}

async fn opened(network: &dyn Network, address: &Address) -> Result<Box<dyn Stream>, String> {
    let opened = network.connect(&address.host, address.port).await;
    opened.map_err(|error| error.to_string())
}
