//! The request that becomes the feed, answered as the product does.

use landfall_protocol::handshake;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use turmoil::net::TcpStream;

use super::places::credential;

/// The stream, what was read behind the request, and whose it is; none for anything but a request of a server.
pub(super) async fn upgraded(mut stream: TcpStream) -> Option<(TcpStream, Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    let (length, key, authorization) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        let Ok(httparse::Status::Complete(length)) = request.parse(&bytes) else {
            continue;
        };
        let header = |name: &str| {
            let mut all = request.headers.iter();
            let found = all.find(|header| header.name.eq_ignore_ascii_case(name))?;
            String::from_utf8(found.value.to_vec()).ok()
        };
        break (
            length,
            header("sec-websocket-key")?,
            header("authorization")?,
        );
    };
    let server = authorization.rsplit('-').next()?.parse().ok()?;
    assert_eq!(authorization, format!("Bearer {}", credential(server)));
    let accept = handshake::accept(&key);
    let protocol = handshake::SUBPROTOCOL;
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    Some((stream, bytes.split_off(length), server))
}
