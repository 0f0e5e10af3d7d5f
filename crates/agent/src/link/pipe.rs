//! Messages over a bare stream.

use bytes::Bytes;
use landfall_protocol::{
    Down, Up, Version,
    frame::{self, Close, Decoder, Frame, Kind, Side},
    limits,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{dial::Dialled, network::Stream};

/// Room that a read has at least: little while nothing much comes, since thousands of simulated servers share a process; doubled each
/// time that all of it was filled.
const ROOM: usize = 512;
const MOST_ROOM: usize = 64 * 1024;

/// One end of the feed.
pub struct Pipe {
    stream: Box<dyn Stream>,
    decoder: Decoder,
    /// Bytes that the next read has room for.
    room: usize,
    /// Spoken once a welcome has come.
    pub version: Version,
    chance: fastrand::Rng,
}

/// What has come.
#[derive(Debug)]
pub enum Came {
    /// A message.
    Message(Box<Down>),
    /// A question whether we are there, to be answered.
    Ping(Bytes),
    /// A sign that the other side is there.
    Sign,
    /// It is done; why, for people.
    Closed(String),
}

impl Pipe {
    /// A stream on which nothing has been said. `chance` draws masks.
    pub fn new(dialled: Dialled, chance: fastrand::Rng) -> Self {
        let mut decoder = Decoder::new(Side::ControlPlane, limits::DOWN);
        decoder.push(&dialled.first);
        Self {
            stream: dialled.stream,
            decoder,
            room: ROOM,
            version: Version::CURRENT,
            chance,
        }
    }

    /// What comes next. Nothing is lost when this is dropped.
    pub async fn next(&mut self) -> Result<Came, String> {
        loop {
            match self.decoder.next_frame() {
                Ok(None) => {}
                Ok(Some(Frame::Message(message))) => {
                    let message = Down::decode(message);
                    return message
                        .map(|down| Came::Message(Box::new(down)))
                        .map_err(|error| format!("the control plane sent no message: {error}"));
                }
                Ok(Some(Frame::Ping(body))) => return Ok(Came::Ping(body)),
                Ok(Some(Frame::Pong(_))) => return Ok(Came::Sign),
                Ok(Some(Frame::Close(close))) => {
                    return Ok(Came::Closed(match (close.code, close.text.as_str()) {
                        (None, _) => "the control plane has closed the stream".to_owned(),
                        (Some(code), text) => {
                            format!("the control plane has closed the stream: {text} ({code})")
                        }
                    }));
                }
                Err(fault) => return Err(format!("the control plane sent no frame: {fault}")),
            }
            let wanted = self.decoder.wanted();
            let buffer = self.decoder.buffer();
            buffer.reserve(wanted.clamp(self.room, 1024 * 1024));
            match self.stream.read_buf(buffer).await {
                Ok(0) => return Ok(Came::Closed("the connection was closed".to_owned())),
                Ok(read) if read >= self.room => self.room = (2 * self.room).min(MOST_ROOM),
                Ok(_) => self.room = ROOM,
                Err(error) => return Err(format!("the connection broke: {error}")),
            }
        }
    }

    /// Says something.
    pub async fn say(&mut self, up: &Up) -> Result<(), String> {
        let message = up.encode(self.version);
        self.write(Kind::Message, &message).await
    }

    /// Says that we are there.
    pub async fn pong(&mut self, body: &Bytes) -> Result<(), String> {
        self.write(Kind::Pong, body).await
    }

    /// Says that we are done.
    pub async fn close(&mut self, code: u16, text: &str) -> Result<(), String> {
        let body = Close::new(code, text).encode();
        self.write(Kind::Close, &body).await?;
        self.stream
            .shutdown()
            .await
            .map_err(|error| error.to_string())
    }

    async fn write(&mut self, kind: Kind, body: &Bytes) -> Result<(), String> {
        let frame = frame::masked(kind, body, self.chance.u32(..).to_ne_bytes());
        let written = async {
            self.stream.write_all(&frame).await?;
            self.stream.flush().await
        };
        let limit = std::time::Duration::from_secs(limits::LEASE_SECONDS.into());
        match tokio::time::timeout(limit, written).await {
            Ok(written) => written.map_err(|error| format!("the connection broke: {error}")),
            Err(_) => Err("the control plane takes nothing any more".to_owned()),
        }
    }
}
