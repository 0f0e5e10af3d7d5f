//! gRPC as etcd speaks it, as far as it is needed: one watch, and puts. Messages are written and read by hand.

use std::net::SocketAddr;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_util::StreamExt as _;
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

/// Where the change is.
pub(in crate::bench::landing) const CHANGES: &[u8] = b"landing";
/// What acknowledgements' names begin with, and the first name behind all of them.
pub(in crate::bench::landing) const ACKS: (&[u8], &[u8]) = (b"acks/", b"acks0");

type Body = BoxBody<Bytes, std::convert::Infallible>;

/// A connection.
#[derive(Debug, Clone)]
pub(in crate::bench::landing) struct Etcd {
    requests: SendRequest<Body>,
    authority: String,
}

/// What comes over a watch.
#[derive(Debug)]
pub(in crate::bench::landing) struct Watch {
    body: Incoming,
    buffer: BytesMut,
}

fn broken(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Etcd {
    /// Connects.
    pub(in crate::bench::landing) async fn connect(at: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(at).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        let connected = handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
        let (requests, connection) = connected.map_err(broken)?;
        tokio::spawn(connection);
        Ok(Self {
            requests,
            authority: at.to_string(),
        })
    }

    /// Watches a key, or the keys from one up to another. The server has it when this returns.
    pub(in crate::bench::landing) async fn watch(
        &mut self,
        from: &[u8],
        to: Option<&[u8]>,
    ) -> Result<Watch, String> {
        let mut create = BytesMut::new();
        put(&mut create, 1, from);
        if let Some(to) = to {
            put(&mut create, 2, to);
        }
        let mut request = BytesMut::new();
        put(&mut request, 1, &create);
        let first = futures_util::stream::iter([Ok(Frame::data(message(&request)))]);
        // The stream stays open for as long as the watch is wanted.
        let body = StreamBody::new(first.chain(futures_util::stream::pending()));
        let answer = self
            .call("/etcdserverpb.Watch/Watch", BoxBody::new(body))
            .await?;
        let mut watch = Watch {
            body: answer,
            buffer: BytesMut::new(),
        };
        // The first answer says that it was made.
        watch.response().await?;
        Ok(watch)
    }

    /// Puts a value, durably.
    pub(in crate::bench::landing) async fn put(
        &mut self,
        key: &[u8],
        value: &[u8],
    ) -> Result<(), String> {
        let mut request = BytesMut::with_capacity(value.len() + 64);
        put(&mut request, 1, key);
        put(&mut request, 2, value);
        let body = Full::new(message(&request));
        let answer = self
            .call("/etcdserverpb.KV/Put", BoxBody::new(body))
            .await?;
        let whole = answer.collect().await.map_err(broken)?;
        let status = whole.trailers().and_then(|all| all.get("grpc-status"));
        match status {
            Some(status) if status != "0" => Err(format!("a put has the status {status:?}")),
            _ => Ok(()),
        }
    }

    async fn call(&mut self, path: &str, body: Body) -> Result<Incoming, String> {
        let request = http::Request::post(format!("http://{}{path}", self.authority))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(body)
            .map_err(broken)?;
        self.requests.ready().await.map_err(broken)?;
        let answer = self.requests.send_request(request).await.map_err(broken)?;
        if answer.status() != 200 {
            return Err(format!("{path} is answered with {}", answer.status()));
        }
        Ok(answer.into_body())
    }
}

impl Watch {
    /// Waits until something has changed; gives the values.
    pub(in crate::bench::landing) async fn values(&mut self) -> Result<Vec<Bytes>, String> {
        loop {
            let mut values = Vec::new();
            for (number, event) in fields(self.response().await?)? {
                // Event.kv.value
                if number == 11 {
                    for (_, pair) in fields(event)?
                        .into_iter()
                        .filter(|(number, _)| *number == 2)
                    {
                        let inside = fields(pair)?.into_iter();
                        values.extend(inside.filter(|(number, _)| *number == 5).map(|it| it.1));
                    }
                }
            }
            if !values.is_empty() {
                return Ok(values);
            }
        }
    }

    async fn response(&mut self) -> Result<Bytes, String> {
        loop {
            if let Some(head) = self.buffer.first_chunk::<5>() {
                let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
                if self.buffer.len() >= length + 5 {
                    let whole = self.buffer.split_to(length + 5).freeze();
                    return Ok(whole.slice(5..));
                }
            } else if self.buffer.is_empty() {
                self.buffer = BytesMut::new();
            }
            let frame = self.body.frame().await.ok_or("the watch has ended")?;
            if let Ok(data) = frame.map_err(broken)?.into_data() {
                self.buffer.extend_from_slice(&data);
            }
        }
    }
}

/// A message behind its length, not compressed.
fn message(body: &[u8]) -> Bytes {
    let mut message = BytesMut::with_capacity(body.len() + 5);
    message.put_u8(0);
    message.put_u32(u32::try_from(body.len()).unwrap_or(u32::MAX));
    message.put_slice(body);
    message.freeze()
}

/// Writes a field of bytes.
fn put(to: &mut BytesMut, number: u8, value: &[u8]) {
    to.put_u8(number << 3 | 2);
    let mut rest = value.len();
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        let more = if rest > 0 { 0x80 } else { 0 };
        to.put_u8(low & 0x7f | more);
        if rest == 0 {
            break;
        }
    }
    to.put_slice(value);
}

/// The fields of bytes; numbers are passed over.
fn fields(mut message: Bytes) -> Result<Vec<(u64, Bytes)>, String> {
    let mut found = Vec::new();
    while message.has_remaining() {
        let tag = number(&mut message)?;
        match tag & 7 {
            0 => {
                number(&mut message)?;
            }
            2 => {
                let length = usize::try_from(number(&mut message)?).map_err(broken)?;
                if message.len() < length {
                    return Err("a field is longer than its message".to_owned());
                }
                found.push((tag >> 3, message.split_to(length)));
            }
            other => return Err(format!("a field of the kind {other}")),
        }
    }
    Ok(found)
}

fn number(message: &mut Bytes) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        if !message.has_remaining() {
            break;
        }
        let byte = message.get_u8();
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number does not end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let value = vec![9; 300];
        let mut message = BytesMut::new();
        put(&mut message, 1, b"key");
        message.put_slice(&[0x18, 0xac, 0x02]);
        put(&mut message, 5, &value);
        let read = fields(message.freeze()).unwrap();
        assert_eq!(
            read,
            [(1, Bytes::from_static(b"key")), (5, Bytes::from(value))]
        );
        assert!(fields(Bytes::from_static(&[0x0a, 0x05, 1])).is_err());
        assert!(fields(Bytes::from_static(&[0x0a, 0x80])).is_err());
    }
}
