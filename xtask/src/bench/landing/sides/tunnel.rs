//! A way for this process's plain requests to a server that speaks TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

use crate::error::Error;

const NAME: &str = "tunnel";
/// The name in the certificate.
pub(super) const HOST: &str = "localhost";

/// Listens for plain connections and passes them on; gives where.
pub(super) async fn open(to: SocketAddr, certificate: Vec<u8>) -> Result<SocketAddr, Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from(certificate))
        .map_err(Error::process(NAME))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::process(NAME))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(Error::process(NAME))?;
    let address = listener.local_addr().map_err(Error::process(NAME))?;
    tokio::spawn(async move {
        while let Ok((mut plain, _)) = listener.accept().await {
            let connector = connector.clone();
            tokio::spawn(async move {
                let (Ok(stream), Ok(name)) =
                    (TcpStream::connect(to).await, ServerName::try_from(HOST))
                else {
                    return;
                };
                if let Ok(mut secured) = connector.connect(name, stream).await {
                    let _ = tokio::io::copy_bidirectional(&mut plain, &mut secured).await;
                }
            });
        }
    });
    Ok(address)
}
