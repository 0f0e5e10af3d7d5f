//! The stream as the protocol library sees it: it notes what passes, and closes without cutting off its own last words.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;

use super::transport::Transport;
use super::watch::Watch;

/// A stream under watch. It holds its place among the allowed connections for as long as it lives, also after an upgrade.
#[derive(Debug)]
pub(super) struct Watched {
    transport: Transport,
    watch: Arc<Watch>,
    heads: bool,
    closing: Closing,
    _place: OwnedSemaphorePermit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    No,
    Sending { linger: bool },
    Lingering,
}

impl Watched {
    pub(super) fn new(
        transport: Transport,
        watch: Arc<Watch>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            // HTTP/2 mixes the heads of many requests with frames of its own; there only whole requests are noted.
            heads: !transport.is_http2(),
            transport,
            watch,
            closing: Closing::No,
            _place: place,
        }
    }

    /// Has the runtime that this is called on wake whoever waits for the stream.
    pub(super) fn move_here(&mut self) -> io::Result<()> {
        self.transport.move_here()
    }

    fn note_write<T>(&self, written: &Poll<io::Result<T>>) {
        match written {
            Poll::Ready(_) => self.watch.wrote(),
            Poll::Pending => self.watch.cannot_write(),
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.transport).poll_read(context, buffer);
        if self.heads && buffer.filled().len() > before {
            self.watch.read();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.transport).poll_write(context, bytes);
        self.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.transport).poll_write_vectored(context, slices);
        self.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.transport.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.transport).poll_flush(context);
        // A flush of nothing is always ready and says nothing about the stream.
        if flushed.is_pending() {
            self.watch.cannot_write();
        }
        flushed
    }

    /// Ends the sending side, then reads what a caller is still sending until it stops: closing a socket with unread bytes would reset
    /// the connection, and the caller could lose the answer that it has not read yet.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.closing == Closing::No {
            self.closing = Closing::Sending {
                linger: self.watch.close(),
            };
        }
        if let Closing::Sending { linger } = self.closing {
            ready!(Pin::new(&mut self.transport).poll_shutdown(context))?;
            if !linger {
                return Poll::Ready(Ok(()));
            }
            self.closing = Closing::Lingering;
        }
        let mut space = [MaybeUninit::uninit(); 4_096];
        loop {
            let mut rest = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.transport).poll_read(context, &mut rest))?;
            if rest.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
