//! A kept connection that asks and waits for the answer. It speaks plain HTTP/1.1 by itself, so that making load costs less
//! than bearing it.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::exchange::{self, Answer, Extent};

/// The connection, with what has come and was not looked at yet.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(super) async fn open(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address)
            .await
            .map_err(|error| error.to_string())?;
        stream
            .set_nodelay(true)
            .map_err(|error| error.to_string())?;
        let received = Vec::with_capacity(16 * 1024);
        Ok(Self { stream, received })
    }

    /// Sends a request and gives its answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer, String> {
        let extent = self.exchange(request).await?;
        exchange::answer(&self.received, extent)
    }

    /// Sends a request and compares its answer with the expected one.
    pub(super) async fn expect(&mut self, request: &[u8], expected: &Answer) -> Result<(), String> {
        let extent = self.exchange(request).await?;
        exchange::compare(&self.received, extent, expected)
    }

    /// Sends a request and looks for a name in its answer, which has to have the status.
    pub(super) async fn expect_naming(
        &mut self,
        request: &[u8],
        status: u16,
        name: &str,
    ) -> Result<(), String> {
        let extent = self.exchange(request).await?;
        exchange::names(&self.received, extent, status, name)
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Extent, String> {
        self.received.clear();
        self.stream
            .write_all(request)
            .await
            .map_err(|error| error.to_string())?;
        loop {
            let read = self.stream.read_buf(&mut self.received).await;
            if read.map_err(|error| error.to_string())? == 0 {
                return Err("the server closed the connection before its answer".to_owned());
            }
            let Some(extent) = exchange::extent(&self.received)? else {
                continue;
            };
            if self.received.len() > extent.end {
                return Err("the server sent more than its answer".to_owned());
            }
            if self.received.len() == extent.end {
                return Ok(extent);
            }
        }
    }
}
