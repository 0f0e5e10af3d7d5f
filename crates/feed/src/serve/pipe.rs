//! The bare stream as frames: what is being sent, what is being read, and nothing set aside for either while there is nothing.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes};
use landfall_protocol::frame::{self, Decoder, Frame, FrameFault, Kind, Side};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is read at a time, on the stack.
const READ: usize = 2 * 1_024;

/// A stream of frames.
pub(super) struct Pipe<S> {
    stream: S,
    decoder: Decoder,
    /// The frame that is being sent, as far as it has not gone yet.
    sending: Bytes,
    /// What follows it: a few small frames.
    waiting: VecDeque<Bytes>,
    /// The answer to the last ping; earlier ones need none (RFC 6455, section 5.5.3).
    pong: Option<Bytes>,
    unflushed: bool,
    /// Bytes that were handed to the stream.
    pub(super) sent: u64,
}

/// What has happened on a stream.
#[derive(Debug)]
pub(super) enum Event {
    /// Everything that was to be sent has gone.
    Sent,
    /// A message has come.
    Message(Bytes),
    /// The other side has said that it is there.
    Sign,
    /// The other side is done.
    Closed,
}

/// Why a stream cannot go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Frame(#[from] FrameFault),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Pipe<S> {
    /// Over a stream of which `first` was read already.
    pub(super) fn new(stream: S, first: &[u8], limit: usize) -> Self {
        let mut decoder = Decoder::new(Side::Agent, limit);
        decoder.push(first);
        Self {
            stream,
            decoder,
            sending: Bytes::new(),
            waiting: VecDeque::new(),
            pong: None,
            unflushed: false,
            sent: 0,
        }
    }

    /// From now on messages have at most that many bytes.
    pub(super) fn set_limit(&mut self, limit: usize) {
        self.decoder.set_limit(limit);
    }

    /// Sends frames behind those that wait.
    pub(super) fn send(&mut self, frames: Bytes) {
        if self.sending.is_empty() && self.waiting.is_empty() {
            self.sending = frames;
        } else {
            self.waiting.push_back(frames);
        }
    }

    /// Whether there is something to be sent still.
    pub(super) fn is_sending(&self) -> bool {
        self.unflushed
            || !self.sending.is_empty()
            || !self.waiting.is_empty()
            || self.pong.is_some()
    }

    /// Sends what can be sent without waiting; false if the other side takes no more at the moment.
    pub(super) async fn send_now(&mut self) -> Result<bool, Broken> {
        poll_fn(|context| {
            Poll::Ready(match self.poll_send(context) {
                Poll::Ready(sent) => sent.map(|()| true).map_err(Broken::from),
                Poll::Pending => Ok(false),
            })
        })
        .await
    }

    /// Sends everything, and reads nothing meanwhile.
    pub(super) async fn send_all(&mut self) -> io::Result<()> {
        poll_fn(|context| self.poll_send(context)).await
    }

    /// Ends our side, and waits for the other's end, throwing away what still comes: closing a socket with unread bytes would
    /// cut off the last words.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        poll_fn(|context| Pin::new(&mut self.stream).poll_shutdown(context)).await?;
        poll_fn(|context| {
            let mut space = [0; READ];
            loop {
                let mut read = ReadBuf::new(&mut space);
                ready!(Pin::new(&mut self.stream).poll_read(context, &mut read))?;
                if read.filled().is_empty() {
                    return Poll::Ready(Ok(()));
                }
            }
        })
        .await
    }

    /// Waits until something has happened. May be given up at any point without losing anything.
    pub(super) async fn event(&mut self) -> Result<Event, Broken> {
        poll_fn(|context| {
            // Words before bytes: they are few, and they say whether there is still somebody.
            if let Poll::Ready(event) = self.poll_read(context) {
                return Poll::Ready(event);
            }
            if self.is_sending() {
                ready!(self.poll_send(context))?;
                return Poll::Ready(Ok(Event::Sent));
            }
            Poll::Pending
        })
        .await
    }

    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<Event, Broken>> {
        let mut space = [0; READ];
        loop {
            match self.decoder.next_frame()? {
                Some(Frame::Message(message)) => return Poll::Ready(Ok(Event::Message(message))),
                Some(Frame::Ping(body)) => {
                    self.pong = Some(frame::plain(Kind::Pong, &body));
                    return Poll::Ready(Ok(Event::Sign));
                }
                Some(Frame::Pong(_)) => return Poll::Ready(Ok(Event::Sign)),
                Some(Frame::Close(_)) => return Poll::Ready(Ok(Event::Closed)),
                None => {}
            }
            let mut read = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(Event::Closed));
            }
            self.decoder.push(read.filled());
        }
    }

    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            if self.sending.is_empty() {
                // A whole frame has gone, so an answer to a ping may come between.
                let Some(next) = self.pong.take().or_else(|| self.waiting.pop_front()) else {
                    // Frames that have gone belong to others; the list is let go too.
                    self.sending = Bytes::new();
                    self.waiting = VecDeque::new();
                    break;
                };
                self.sending = next;
            }
            let stream = Pin::new(&mut self.stream);
            let written = ready!(stream.poll_write(context, &self.sending))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unflushed = true;
            self.sent += written as u64;
            self.sending.advance(written);
        }
        if self.unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(context))?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }
}
