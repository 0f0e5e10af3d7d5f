//! The floor: a sender that writes the same bytes behind a length to every connection, and counts what comes back. Told by lines
//! of its input how many bytes to send, it says when the last receiver has acknowledged.

use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytes::{BufMut, Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

use super::receivers::raise_descriptors;
use super::synthetic;
use crate::error::Error;

const NAME: &str = "floor";
/// What a receiver answers with.
pub(super) const ACK: [u8; 8] = *b"applied.";

/// What the floor says: first where it listens, then that everybody has acknowledged.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    Listening(SocketAddr),
    Acknowledged(u64),
}

/// What it is told: to send that many bytes of payload.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Push {
    pub(super) bytes: usize,
}

struct Shared {
    frames: watch::Sender<Bytes>,
    connections: AtomicU64,
    acknowledged: AtomicU64,
    everybody: Notify,
}

/// Runs until its input ends.
pub(in crate::bench) fn run() -> Result<(), Error> {
    raise_descriptors();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::process(NAME))?;
    runtime.block_on(serve())
}

async fn serve() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(Error::process(NAME))?;
    let address = listener.local_addr().map_err(Error::process(NAME))?;
    let shared = Arc::new(Shared {
        frames: watch::Sender::new(Bytes::new()),
        connections: AtomicU64::new(0),
        acknowledged: AtomicU64::new(0),
        everybody: Notify::new(),
    });
    let accepting = Arc::clone(&shared);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, Arc::clone(&accepting)));
        }
    });
    say(&Said::Listening(address))?;
    let (told, mut telling) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let Ok(push) = serde_json::from_str::<Push>(&line) else {
                break;
            };
            if told.blocking_send(push).is_err() {
                break;
            }
        }
    });
    let mut revision = 0;
    while let Some(push) = telling.recv().await {
        revision += 1;
        let message = synthetic::message(revision, push.bytes);
        let mut frame = BytesMut::with_capacity(message.len() + 4);
        frame.put_u32(u32::try_from(message.len()).map_err(Error::process(NAME))?);
        frame.put_slice(&message);
        shared.acknowledged.store(0, Relaxed);
        shared.frames.send_replace(frame.freeze());
        shared.everybody.notified().await;
        say(&Said::Acknowledged(shared.acknowledged.load(Relaxed)))?;
    }
    Ok(())
}

fn say(what: &Said) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(what)?)?;
    Ok(out.flush()?)
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    shared.connections.fetch_add(1, Relaxed);
    let (mut read, mut write) = stream.into_split();
    let mut frames = shared.frames.subscribe();
    let sending = async {
        while frames.changed().await.is_ok() {
            let frame = frames.borrow_and_update().clone();
            if write.write_all(&frame).await.is_err() {
                return;
            }
        }
    };
    let counting = async {
        let mut ack = [0; ACK.len()];
        while read.read_exact(&mut ack).await.is_ok() {
            let so_far = shared.acknowledged.fetch_add(1, Relaxed) + 1;
            if so_far == shared.connections.load(Relaxed) {
                shared.everybody.notify_one();
            }
        }
    };
    tokio::select! {
        () = sending => {}
        () = counting => {}
    }
    shared.connections.fetch_sub(1, Relaxed);
}
