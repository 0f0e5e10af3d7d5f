//! The agent's end of a stream that was opened by HTTP.

use std::net::SocketAddr;

use landfall_core::id::{Cursor, LogId, Revision, ServerId};
use landfall_protocol::{
    Applied, Change, Down, Hello, InstanceId, Reason, Trust, Up, Version,
    frame::{self, Decoder, Frame, Kind, Side},
    handshake, limits,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub(crate) struct Agent {
    stream: TcpStream,
    decoder: Decoder,
    pub(crate) log: Option<LogId>,
    pub(crate) cursor: Cursor,
}

impl Agent {
    /// Opens a stream; gives the status and the head of the answer when that is another than 101.
    pub(crate) async fn open(
        address: SocketAddr,
        credential: &str,
        more: &str,
    ) -> Result<Self, (u16, String)> {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let key = handshake::key([7; 16]);
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {credential}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n",
            handshake::PATH
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let status = head[9..12].parse().unwrap();
        if status != 101 {
            return Err((status, head));
        }
        let accept = format!("sec-websocket-accept: {}\r\n", handshake::accept(&key));
        assert!(
            head.to_ascii_lowercase()
                .contains(&accept.to_ascii_lowercase()),
            "{head}"
        );
        Ok(Self {
            stream,
            decoder: Decoder::new(Side::ControlPlane, limits::DOWN),
            log: None,
            cursor: Cursor::default(),
        })
    }

    pub(crate) fn hello(server: ServerId) -> Hello {
        Hello {
            oldest: Version::OLDEST.number(),
            newest: Version::CURRENT.number(),
            server,
            instance: InstanceId(uuid::Uuid::from_u128(1)),
            log: None,
            cursor: Cursor::default(),
            unswept: false,
            exceptions: Vec::new(),
            adapter: "files".into(),
            capabilities: Vec::new(),
            program: "0.1.0".into(),
        }
    }

    pub(crate) async fn say(&mut self, up: Up) {
        let frame = up.frame(Version::CURRENT, [1, 2, 3, 4]);
        self.stream.write_all(&frame).await.unwrap();
    }

    async fn frame(&mut self) -> Frame {
        loop {
            if let Some(frame) = self.decoder.next_frame().unwrap() {
                return frame;
            }
            let read = self.stream.read_buf(self.decoder.buffer()).await.unwrap();
            assert!(read > 0, "the stream ended");
        }
    }

    pub(crate) async fn hear(&mut self) -> Down {
        match self.frame().await {
            Frame::Message(message) => Down::decode(message).unwrap(),
            other => panic!("a message, not {other:?}"),
        }
    }

    /// Reads up to the head, and checks every change.
    pub(crate) async fn read_to(&mut self, head: Revision, trust: &Trust) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        while self.cursor.revision < head {
            match self.hear().await {
                Down::Change(change) => {
                    let last = changes.last().map_or(Revision(0), |last| last.revision);
                    let last = Cursor {
                        revision: last,
                        ..self.cursor
                    };
                    trust.check(&change, self.log.unwrap(), last).unwrap();
                    changes.push(change);
                }
                Down::Through(through) => self.cursor.revision = through.revision,
                other => panic!("a change, not {other:?}"),
            }
        }
        changes
    }

    /// Says that it has applied everything, and waits until that was heard.
    pub(crate) async fn apply(&mut self) {
        let applied = Applied {
            cursor: self.cursor,
            unswept: false,
            changes: Vec::new(),
        };
        self.say(Up::Applied(applied)).await;
        let ping = frame::masked(Kind::Ping, b"heard?", [1, 2, 3, 4]);
        self.stream.write_all(&ping).await.unwrap();
        assert_eq!(self.frame().await, Frame::Pong("heard?".into()));
    }

    pub(crate) async fn refusal(&mut self) -> Reason {
        match self.hear().await {
            Down::Refused(refused) => refused.reason,
            other => panic!("a refusal, not {other:?}"),
        }
    }
}
