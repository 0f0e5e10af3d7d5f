//! The server's certificate: loaded from PEM files, and loaded again while serving.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ::ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::ListenError;

/// Where the certificate is, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, the server's own certificate first.
    pub certificates: PathBuf,
    /// The private key of the first certificate: PKCS #8, SEC 1 or PKCS #1.
    pub key: PathBuf,
}

impl TlsFiles {
    /// SHA-256 of the public key (`SubjectPublicKeyInfo`) of the last certificate of the chain as it is now: the authority's that is
    /// nearest to the root of those that the server shows, or the server's own when it stands alone. Who is to trust this server
    /// without a list of authorities pins it. It stays the same when certificates are renewed with the same key.
    pub fn fingerprint(&self) -> Result<[u8; 32], ListenError> {
        let chain = chain(self)?;
        print_of(&chain).map_err(|error| unusable(&self.certificates, &error))
    }
}

/// The fingerprint of the key of a chain's last certificate.
fn print_of(chain: &[CertificateDer<'_>]) -> Result<[u8; 32], rustls::Error> {
    let last = chain.last().ok_or(rustls::Error::NoCertificatesPresented)?;
    let key = ParsedCertificate::try_from(last)?.subject_public_key_info();
    let mut print = [0; 32];
    print.copy_from_slice(digest(&SHA256, &key).as_ref());
    Ok(print)
}

/// The certificate that new connections get. Cloning gives the same one.
#[derive(Clone)]
pub struct Certificate {
    shared: Arc<Shared>,
}

struct Shared {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: Mutex<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Loads the files and checks that the key belongs to the certificate.
    pub fn load(files: TlsFiles) -> Result<Self, ListenError> {
        let provider = Arc::new(ring::default_provider());
        let current = Mutex::new(Arc::new(read(&files, &provider)?));
        Ok(Self {
            shared: Arc::new(Shared {
                files,
                provider,
                current,
            }),
        })
    }

    /// Loads the files again; connections made from now on get the new certificate. On an error the old one stays.
    pub fn reload(&self) -> Result<(), ListenError> {
        let fresh = Arc::new(read(&self.shared.files, &self.shared.provider)?);
        *self.shared.lock() = fresh;
        Ok(())
    }

    /// The fingerprint ([`TlsFiles::fingerprint`]) of the certificate that is in force; none if its chain cannot be understood.
    pub fn fingerprint(&self) -> Option<[u8; 32]> {
        let current = Arc::clone(&self.shared.lock());
        print_of(&current.cert).ok()
    }

    /// The protocol settings: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1 by ALPN, no client certificates.
    pub(super) fn server_config(&self) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.shared.provider))
            .with_safe_default_protocol_versions()
            .expect("the provider supports the default versions")
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&self.shared) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Certificate")
            .field(&self.shared.files)
            .finish()
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Arc<CertifiedKey>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Shared").field(&self.files).finish()
    }
}

impl ResolvesServerCert for Shared {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.lock()))
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> Result<CertifiedKey, ListenError> {
    let chain = chain(files)?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unusable(&files.key, &error))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| unusable(&files.key, &error))
}

fn chain(files: &TlsFiles) -> Result<Vec<CertificateDer<'static>>, ListenError> {
    let chain = CertificateDer::pem_file_iter(&files.certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(&files.certificates, &error))?;
    if chain.is_empty() {
        return Err(unusable(&files.certificates, &"it holds no certificate"));
    }
    Ok(chain)
}

fn unusable(path: &Path, reason: &dyn ToString) -> ListenError {
    ListenError::Tls {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}
