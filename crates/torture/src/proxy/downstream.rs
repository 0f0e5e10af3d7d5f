//! What the control plane says, taken apart into messages as soon as the connection is the feed's.

use bytes::Bytes;
use landfall_protocol::{
    Down,
    frame::{Decoder, Frame, Kind, Side, plain},
    limits,
};

use super::spoil::{Spoil, Spoiler};

/// What has come down a connection so far.
pub(super) struct Downstream {
    stage: Stage,
    spoiler: Spoiler,
}

enum Stage {
    /// The head of an answer, as far as it has come.
    Head(Vec<u8>),
    /// Bodies of answers, which are not the feed.
    Plain,
    Feed(Decoder),
}

/// What goes on to the agent.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) bytes: Vec<u8>,
    /// The connection ends behind this.
    pub(super) ends: bool,
}

impl Downstream {
    pub(super) fn new() -> Self {
        Self {
            stage: Stage::Head(Vec::new()),
            spoiler: Spoiler::default(),
        }
    }

    /// Takes what has come, and gives what goes on.
    pub(super) fn pass(&mut self, bytes: &[u8], spoil: Option<Spoil>) -> Passed {
        match &mut self.stage {
            Stage::Plain => Passed {
                bytes: bytes.to_vec(),
                ends: false,
            },
            Stage::Head(head) => {
                head.extend_from_slice(bytes);
                let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") else {
                    return Passed::default();
                };
                let (head, rest) = head.split_at(end + 4);
                let (head, rest) = (head.to_vec(), rest.to_vec());
                let upgraded = head.starts_with(b"HTTP/1.1 101");
                self.stage = if upgraded {
                    Stage::Feed(Decoder::new(Side::ControlPlane, limits::DOWN))
                } else {
                    Stage::Plain
                };
                let behind = self.pass(&rest, spoil);
                Passed {
                    bytes: [head, behind.bytes].concat(),
                    ends: behind.ends,
                }
            }
            Stage::Feed(decoder) => {
                decoder.push(bytes);
                let mut passed = Passed::default();
                while !passed.ends
                    && let Some(frame) = decoder.next_frame().unwrap()
                {
                    match frame {
                        Frame::Message(message) => {
                            let down = Down::decode(message).unwrap();
                            let spoiled = self.spoiler.pass(&down, spoil);
                            passed.bytes.extend_from_slice(&spoiled.bytes);
                            passed.ends = spoiled.ends;
                        }
                        Frame::Ping(body) => passed.control(Kind::Ping, &body),
                        Frame::Pong(body) => passed.control(Kind::Pong, &body),
                        Frame::Close(close) => passed.control(Kind::Close, &close.encode()),
                    }
                }
                passed
            }
        }
    }
}

impl Passed {
    fn control(&mut self, kind: Kind, body: &Bytes) {
        self.bytes.extend_from_slice(&plain(kind, body));
    }
}
