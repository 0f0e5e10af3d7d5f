//! A storm of connections: many at a time that say nothing, half of something, or something that nobody believes.

use std::{net::SocketAddr, time::Duration};

use tokio::{io::AsyncWriteExt, net::TcpStream, runtime::Handle, time::sleep};

const CONNECTIONS: usize = 300;

/// Opens connections and keeps them for as long as it lasts.
pub(super) fn storm(runtime: &Handle, address: SocketAddr, lasts: Duration) {
    for number in 0..CONNECTIONS {
        runtime.spawn(async move {
            let Ok(mut stream) = TcpStream::connect(address).await else {
                return;
            };
            let feed = "GET /landfall/v1/feed HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: landfall.feed\r\n\
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer nobody\r\n\r\n";
            let words = match number % 3 {
                0 => "",
                1 => &feed[..40],
                _ => feed,
            };
            let _ = stream.write_all(words.as_bytes()).await;
            sleep(lasts).await;
        });
    }
}
