//! Receivers of the floor.

use std::net::SocketAddr;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::check::Check;
use crate::bench::landing::floor::ACK;

/// Connects.
pub(super) async fn connect(at: SocketAddr) -> Result<TcpStream, String> {
    let stream = TcpStream::connect(at)
        .await
        .map_err(|error| error.to_string())?;
    stream
        .set_nodelay(true)
        .map_err(|error| error.to_string())?;
    Ok(stream)
}

/// Takes what comes, and acknowledges it.
pub(super) async fn follow(mut stream: TcpStream, mut check: Option<Check>) -> Result<(), String> {
    let broken = |error: std::io::Error| error.to_string();
    loop {
        let length = stream.read_u32().await.map_err(broken)? as usize;
        let mut message = BytesMut::with_capacity(length);
        while message.len() < length {
            let rest = (length - message.len()) as u64;
            let mut some = (&mut stream).take(rest);
            if some.read_buf(&mut message).await.map_err(broken)? == 0 {
                return Err("the floor has gone".to_owned());
            }
        }
        if let Some(check) = &mut check {
            check.message(message.freeze())?;
        }
        stream.write_all(&ACK).await.map_err(broken)?;
    }
}
