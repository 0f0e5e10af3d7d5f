//! How streams to the control plane are opened: over the machine's own network, or over one that somebody else makes.

use std::io;

use async_trait::async_trait;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

/// A stream of bytes.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Opens streams.
#[async_trait]
pub trait Network: Send + Sync {
    /// A stream to a port of a host: a name, or an IP address without brackets.
    async fn connect(&self, host: &str, port: u16) -> io::Result<Box<dyn Stream>>;
}

/// The machine's own network.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineNetwork;

#[async_trait]
impl Network for MachineNetwork {
    async fn connect(&self, host: &str, port: u16) -> io::Result<Box<dyn Stream>> {
        let tcp = TcpStream::connect((host, port)).await?;
        tcp.set_nodelay(true)?;
        Ok(Box::new(tcp))
    }
}
