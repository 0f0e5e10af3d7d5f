//! The broker's text protocol, as far as it is needed: one subscription, and messages of one's own.

use std::net::SocketAddr;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::check::Check;

/// What changes are sent under.
pub(in crate::bench::landing) const CHANGES: &str = "landing";
/// What receivers answer under.
pub(in crate::bench::landing) const ACKS: &str = "acks";

/// A connection with one subscription.
#[derive(Debug)]
pub(in crate::bench::landing) struct Nats {
    stream: TcpStream,
    buffer: BytesMut,
}

#[expect(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn broken(error: std::io::Error) -> String {
    error.to_string()
}

impl Nats {
    /// Connects and subscribes; the broker has it when this returns.
    pub(in crate::bench::landing) async fn connect(
        at: SocketAddr,
        subject: &str,
    ) -> Result<Self, String> {
        let stream = TcpStream::connect(at).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        let mut nats = Self {
            stream,
            buffer: BytesMut::new(),
        };
        let hello = format!(
            "CONNECT {{\"verbose\":false,\"pedantic\":false}}\r\nSUB {subject} 1\r\nPING\r\n"
        );
        nats.send(hello.as_bytes()).await?;
        loop {
            let line = nats.line().await?;
            if line.starts_with("PONG") {
                return Ok(nats);
            }
            if line.starts_with("-ERR") {
                return Err(line);
            }
        }
    }

    /// Sends a message.
    pub(in crate::bench::landing) async fn publish(
        &mut self,
        subject: &str,
        body: &[u8],
    ) -> Result<(), String> {
        let mut message = format!("PUB {subject} {}\r\n", body.len()).into_bytes();
        message.extend_from_slice(body);
        message.extend_from_slice(b"\r\n");
        self.send(&message).await
    }

    /// Waits for the next message.
    pub(in crate::bench::landing) async fn message(&mut self) -> Result<Bytes, String> {
        loop {
            let line = self.line().await?;
            if line.starts_with("PING") {
                self.send(b"PONG\r\n").await?;
            } else if let Some(rest) = line.strip_prefix("MSG ") {
                let length = rest
                    .rsplit(' ')
                    .next()
                    .and_then(|text| text.parse::<usize>().ok());
                let length = length.ok_or_else(|| format!("the broker said {line:?}"))?;
                self.fill(length + 2).await?;
                let body = self.buffer.split_to(length).freeze();
                self.buffer.advance(2);
                if self.buffer.is_empty() {
                    self.buffer = BytesMut::new();
                }
                return Ok(body);
            } else if line.starts_with("-ERR") {
                return Err(line);
            }
        }
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.stream.write_all(bytes).await.map_err(broken)
    }

    async fn line(&mut self) -> Result<String, String> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.buffer) {
                let line = self.buffer.split_to(end + 1);
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            self.read(1).await?;
        }
    }

    async fn fill(&mut self, length: usize) -> Result<(), String> {
        while self.buffer.len() < length {
            self.read(length - self.buffer.len()).await?;
        }
        Ok(())
    }

    async fn read(&mut self, wanted: usize) -> Result<(), String> {
        self.buffer.reserve(wanted.max(512));
        match self
            .stream
            .read_buf(&mut self.buffer)
            .await
            .map_err(broken)?
        {
            0 => Err("the broker has gone".to_owned()),
            _ => Ok(()),
        }
    }
}

/// Takes what comes, and acknowledges it.
pub(super) async fn follow(mut nats: Nats, mut check: Option<Check>) -> Result<(), String> {
    loop {
        let message = nats.message().await?;
        if let Some(check) = &mut check {
            check.message(message)?;
        }
        nats.publish(ACKS, b".").await?;
    }
}
