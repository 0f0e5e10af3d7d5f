//! A connection that its caller keeps: to the partners' port, or to the administration socket.

use std::{net::SocketAddr, os::fd::AsRawFd, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{Answer, Call};

/// After this, a server that does not answer has failed the test.
const PATIENCE: Duration = Duration::from_mins(1);

/// An open connection; one call at a time.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
    host: String,
    /// This end of the connection, as the kernel tells the server's tracer: an address and port, or a socket's inode.
    pub(crate) own_end: String,
}

impl Connection {
    /// A connection to the port that partners use.
    pub(crate) async fn to_partners(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(text)?;
        let own_end = stream.local_addr().map_err(text)?.to_string();
        Self::over(stream, address.to_string(), own_end).await
    }

    /// The same over TLS; the server proves who it is by one of these authorities.
    pub(crate) async fn to_partners_over_tls(
        address: SocketAddr,
        authorities: &Path,
    ) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(text)?
            .with_root_certificates(super::rules::roots(authorities))
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.map_err(text)?;
        let own_end = stream.local_addr().map_err(text)?.to_string();
        let name = ServerName::from(address.ip());
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name, stream).await.map_err(text)?;
        Self::over(stream, address.to_string(), own_end).await
    }

    /// A connection to the administration socket in the data folder.
    pub(crate) async fn to_operators(data: &Path) -> Result<Self, String> {
        let stream = UnixStream::connect(data.join("admin.sock"))
            .await
            .map_err(text)?;
        // The link's text is `socket:[12345]`.
        let link = std::fs::read_link(format!("/proc/self/fd/{}", stream.as_raw_fd()));
        let link = link.map_err(text)?.to_string_lossy().into_owned();
        let own_end = link
            .trim_start_matches("socket:[")
            .trim_end_matches(']')
            .to_owned();
        Self::over(stream, "landfall".to_owned(), own_end).await
    }

    async fn over(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        host: String,
        own_end: String,
    ) -> Result<Self, String> {
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(text)?;
        let driver = tokio::spawn(async {
            // Whoever waits for an answer hears of the error too.
            let _ = connection.await;
        });
        Ok(Self {
            sender,
            driver,
            host,
            own_end,
        })
    }

    /// Makes a call and reads the whole answer.
    pub(crate) async fn send(&mut self, call: &Call<'_>) -> Result<Answer, String> {
        timeout(PATIENCE, self.exchange(call))
            .await
            .map_err(|_| "no answer within a minute".to_owned())?
    }

    async fn exchange(&mut self, call: &Call<'_>) -> Result<Answer, String> {
        let mut request = Request::builder().method(call.method).uri(call.target);
        if !call
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            request = request.header("host", &self.host);
        }
        for (name, value) in call.headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(Bytes::copy_from_slice(call.body.as_bytes()));
        let request = request.body(body).map_err(text)?;
        self.sender.ready().await.map_err(text)?;
        let response = self.sender.send_request(request).await.map_err(text)?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(text)?.to_bytes();
        super::secrets::learn(&head.headers, &body);
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).map_err(text)?,
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn text(error: impl ToString) -> String {
    error.to_string()
}

/// Makes a call on a connection of its own, over TLS.
pub(crate) fn call_over_tls(
    address: SocketAddr,
    authorities: &Path,
    call: &Call<'_>,
) -> Result<Answer, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(text)?;
    runtime.block_on(async {
        let mut connection = Connection::to_partners_over_tls(address, authorities).await?;
        connection.send(call).await
    })
}
