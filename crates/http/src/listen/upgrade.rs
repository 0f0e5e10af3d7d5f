//! The bare stream that is left of an upgraded request: the protocol library is dropped, its buffers with it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::watched::Watched;

/// The claim on a request's connection, to be taken before the request is answered with 101.
#[derive(Debug)]
pub struct Upgrade(OnUpgrade);

impl Upgrade {
    /// The claim on the connection of a request that asks for an upgrade.
    pub fn of<B>(request: &mut Request<B>) -> Self {
        Self(hyper::upgrade::on(request))
    }

    /// Waits until the answer 101 has gone, and gives the bare stream with the bytes that were read from it already. The stream
    /// keeps its place among the listener's connections; from here on its deadlines are its owner's. It is served by the
    /// runtime that this is called on from then on, whichever accepted it.
    ///
    /// Fails when the connection is gone, or cannot be upgraded because it is not HTTP/1.1.
    pub async fn bare(self) -> io::Result<(BareStream, Bytes)> {
        let upgraded = self.0.await.map_err(io::Error::other)?;
        let parts = upgraded
            .downcast::<TokioIo<Watched>>()
            .map_err(|_| io::Error::other("the connection was not accepted by a listener"))?;
        let mut stream = parts.io.into_inner();
        stream.move_here()?;
        // A copy, mostly of nothing: the bytes lie in the library's buffer, which would live as long as they do.
        let first = Bytes::copy_from_slice(&parts.read_buf);
        Ok((BareStream(stream), first))
    }
}

/// A stream without a protocol.
#[derive(Debug)]
pub struct BareStream(Watched);

impl AsyncRead for BareStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for BareStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
