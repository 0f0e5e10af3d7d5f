//! An agent as the tests need it: it speaks the protocol, checks every change, and applies nothing but its own cursor.

use std::time::Duration;

use landfall_core::id::{Cursor, LogId, Revision, ServerId};
use landfall_protocol::{
    Applied, Change, Down, ExceptionChange, Heartbeat, Hello, InstanceId, Reason, Received, Trust,
    Up, Version, Welcome,
    frame::{self, Decoder, Frame, Kind, Side},
    limits,
};
use ring::signature::KeyPair as _;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};
use uuid::Uuid;

use crate::place::{at, placement, signing_key, tenant};

/// Nothing here takes that long; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const MASK: [u8; 4] = [1, 2, 3, 4];

pub(crate) struct Agent<S> {
    pub(crate) stream: S,
    decoder: Decoder,
    trust: Trust,
    pub(crate) server: u64,
    pub(crate) version: Version,
    pub(crate) log: Option<LogId>,
    pub(crate) cursor: Cursor,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Agent<S> {
    pub(crate) fn new(stream: S, server: u64) -> Self {
        let public = signing_key().public_key().as_ref().try_into().unwrap();
        Self {
            stream,
            decoder: Decoder::new(Side::ControlPlane, limits::DOWN),
            trust: Trust {
                tenant: tenant(),
                placement: placement(server),
                keys: vec![(1, public)],
            },
            server,
            version: Version::CURRENT,
            log: None,
            cursor: Cursor::default(),
        }
    }

    /// The hello of an agent with an empty disk, its instance made of its number.
    pub(crate) fn hello(&self) -> Hello {
        Hello {
            oldest: Version::OLDEST.number(),
            newest: Version::CURRENT.number(),
            server: ServerId(self.server),
            instance: InstanceId(Uuid::from_u128(self.server.into())),
            log: self.log,
            cursor: self.cursor,
            unswept: false,
            exceptions: Vec::new(),
            adapter: "files".into(),
            capabilities: vec!["feature.caching".into()],
            program: "0.1.0".into(),
        }
    }

    pub(crate) async fn say(&mut self, up: Up) {
        let frame = up.frame(self.version, MASK);
        self.stream.write_all(&frame).await.unwrap();
    }

    /// The next message; none when the stream has ended.
    pub(crate) async fn hear(&mut self) -> Option<Down> {
        loop {
            match self.frame().await? {
                Frame::Message(message) => return Some(Down::decode(message).unwrap()),
                Frame::Close(_) => return None,
                Frame::Ping(_) | Frame::Pong(_) => {}
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> Option<Frame> {
        timeout(PATIENCE, self.frame_however_late())
            .await
            .expect("a frame or the end")
    }

    async fn frame_however_late(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.decoder.next_frame().unwrap() {
                return Some(frame);
            }
            let wanted = self.decoder.wanted();
            let buffer = self.decoder.buffer();
            buffer.reserve(wanted);
            match self.stream.read_buf(buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    pub(crate) async fn greet(&mut self, hello: Hello) -> Welcome {
        self.say(Up::Hello(hello)).await;
        match self.hear().await {
            Some(Down::Welcome(welcome)) => {
                self.version = welcome.version;
                self.log = Some(welcome.log);
                self.cursor = welcome.start;
                welcome
            }
            other => panic!("a welcome, not {other:?}"),
        }
    }

    /// The next batch that has something in it or ends something: its changes, all of them good, and its end.
    pub(crate) async fn batch(&mut self) -> (Vec<Change>, Revision) {
        let mut changes: Vec<Change> = Vec::new();
        loop {
            match self.hear().await {
                Some(Down::Change(change)) => {
                    let last = changes
                        .last()
                        .map_or(self.cursor.revision, |one| one.revision);
                    let last = Cursor {
                        revision: last,
                        ..self.cursor
                    };
                    self.trust.check(&change, self.log.unwrap(), last).unwrap();
                    changes.push(change);
                }
                Some(Down::Through(through)) => return (changes, through.revision),
                Some(Down::Heartbeat) => {}
                other => panic!("a batch, not {other:?}"),
            }
        }
    }

    /// Takes batches until it has got to `head`; gives the revisions that came.
    pub(crate) async fn read_to(&mut self, head: Revision) -> Vec<u64> {
        let mut revisions = Vec::new();
        while self.cursor.revision < head {
            let (changes, through) = self.batch().await;
            revisions.extend(changes.iter().map(|change| change.revision.0));
            self.cursor.revision = through;
        }
        revisions
    }

    /// Says that it has applied what its cursor says.
    pub(crate) async fn apply(&mut self) {
        let cursor = self.cursor;
        self.report(cursor, false, Vec::new()).await;
    }

    pub(crate) async fn report(
        &mut self,
        cursor: Cursor,
        unswept: bool,
        changes: Vec<ExceptionChange>,
    ) {
        let applied = Applied {
            cursor,
            unswept,
            changes,
        };
        self.say(Up::Applied(applied)).await;
    }

    pub(crate) async fn received(&mut self, through: u64) {
        let through = Revision(through);
        self.say(Up::Received(Received { through })).await;
    }

    pub(crate) async fn heartbeat(&mut self, trouble: &str) {
        let trouble = trouble.to_owned();
        self.say(Up::Heartbeat(Heartbeat { trouble })).await;
    }

    /// Waits until everything it has said was heard: a pong answers a ping behind all words before it. Nothing else may come.
    pub(crate) async fn settled(&mut self) {
        let ping = frame::masked(Kind::Ping, b"heard?", MASK);
        self.stream.write_all(&ping).await.unwrap();
        assert_eq!(self.frame().await, Some(Frame::Pong("heard?".into())));
    }

    /// Connects with an empty disk, reads up to the head and applies.
    pub(crate) async fn join(&mut self) {
        let welcome = self.greet(self.hello()).await;
        assert!(!welcome.resync);
        self.read_to(welcome.head).await;
        self.apply().await;
        self.settled().await;
    }

    /// Hears why the stream is closed, passing over what was under way.
    pub(crate) async fn refusal(&mut self) -> Reason {
        loop {
            match self.hear().await {
                Some(Down::Refused(refused)) => {
                    assert!(!refused.detail.is_empty());
                    let close = self.frame().await;
                    let Some(Frame::Close(close)) = close else {
                        panic!("a close, not {close:?}");
                    };
                    assert_eq!(close.code, Some(refused.reason.close_code()));
                    return refused.reason;
                }
                Some(_) => {}
                None => panic!("the stream ended without a reason"),
            }
        }
    }
}

/// A cursor of the first epoch that the tests' log has.
pub(crate) fn third(revision: u64) -> Cursor {
    at(3, revision)
}
