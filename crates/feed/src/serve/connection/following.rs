//! A stream from its welcome to its end: whatever happens first is dealt with, and whoever is not heard of any more is let go.

use std::{pin::Pin, sync::Arc};

use landfall_core::id::Revision;
use landfall_protocol::{Reason, Version};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::{Instant, sleep},
};

use super::Place;
use crate::{
    Fleet,
    serve::{
        Admitted, Slots, SourceError,
        feed::Shared,
        log_feed::{Behind, Live, LogFeed},
        pipe::{Event, Pipe},
        registry::Presence,
        session::{End, heartbeat},
        stretch::Stretch,
    },
};

pub(super) type Fetching<T> = Option<Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send>>>;

/// A stream that follows its log.
pub(in crate::serve) struct Connection<'s, S> {
    pub(super) shared: &'s Shared,
    pub(super) pipe: &'s mut Pipe<S>,
    pub(super) admitted: &'s Admitted,
    pub(super) presence: &'s Presence,
    pub(super) fleet: Arc<Fleet>,
    pub(super) log: Arc<LogFeed>,
    pub(super) live: watch::Receiver<Arc<Live>>,
    pub(super) version: Version,
    pub(super) place: Place,
    /// The end of the last batch that was sent: what the server may confirm.
    pub(super) through: Revision,
    /// What it has confirmed last on this stream.
    pub(super) applied: Revision,
    /// The stretch that is being sent, while the server keeps up with it.
    pub(super) held: Option<Arc<Stretch>>,
    pub(super) stretch: Fetching<Behind>,
    pub(super) slots: Fetching<Slots>,
    heard_at: Instant,
    sent: (u64, Instant),
    pub(super) messages: u32,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin + Send> Connection<'s, S> {
    #[expect(clippy::too_many_arguments, reason = "what a stream is made of, once")]
    pub(in crate::serve) fn new(
        shared: &'s Shared,
        pipe: &'s mut Pipe<S>,
        admitted: &'s Admitted,
        presence: &'s Presence,
        fleet: Arc<Fleet>,
        log: Arc<LogFeed>,
        version: Version,
        place: Place,
    ) -> Self {
        let now = Instant::now();
        Self {
            live: log.subscribe(),
            through: place.position,
            applied: Revision(0),
            held: None,
            stretch: None,
            slots: None,
            heard_at: now,
            sent: (pipe.sent, now),
            messages: 0,
            shared,
            pipe,
            admitted,
            presence,
            fleet,
            log,
            version,
            place,
        }
    }

    /// Follows the log until something ends it.
    pub(in crate::serve) async fn run(&mut self) -> End {
        let tick = sleep(self.shared.settings.heartbeat);
        tokio::pin!(tick);
        loop {
            let turned = tokio::select! {
                biased;
                event = self.pipe.event() => match event {
                    // In memory of its own, so that a task that waits does not keep room for it.
                    Ok(Event::Message(message)) => Box::pin(self.take(message)).await,
                    Ok(Event::Sign) => self.sign(),
                    Ok(Event::Sent) => Ok(()),
                    Ok(Event::Closed) => Err(End::Gone),
                    Err(broken) => Err(broken.into()),
                },
                () = &mut tick => {
                    tick.as_mut().reset(Instant::now() + self.shared.settings.heartbeat);
                    self.tick()
                }
                read = fetched(&mut self.stretch), if self.stretch.is_some() => self.take_stretch(read),
                read = fetched(&mut self.slots), if self.slots.is_some() => self.take_slots(read),
                changed = self.live.changed(), if self.is_idle() => match changed {
                    Ok(()) => Ok(()),
                    Err(_) => Err(End::because(Reason::Stopping, "the control plane is stopping")),
                },
            };
            if let Err(end) = turned {
                return end;
            }
            if let Err(end) = self.fill().await {
                return end;
            }
        }
    }

    /// Now and then: says that we are there, and sees whether the server is.
    fn tick(&mut self) -> Result<(), End> {
        let (now, settings) = (Instant::now(), &self.shared.settings);
        self.messages = 0;
        if now.duration_since(self.heard_at) >= settings.lease {
            return Err(End::because(
                Reason::Silent,
                "nothing was heard for longer than the lease",
            ));
        }
        let (bytes, at) = self.sent;
        self.shared.counters.bytes.add(self.pipe.sent - bytes);
        if self.pipe.sent != bytes || !self.pipe.is_sending() {
            self.sent = (self.pipe.sent, now);
        } else if now.duration_since(at) >= settings.stall {
            return Err(End::because(
                Reason::Overrun,
                "nothing of what was sent was taken for too long",
            ));
        }
        if !self.pipe.is_sending() {
            self.pipe.send(heartbeat());
        }
        self.still_counted()
    }

    /// A server is heard by the fleet that its hello was said to, or not at all.
    pub(super) fn still_counted(&self) -> Result<(), End> {
        let fleet = self.shared.host.fleet();
        if fleet.is_some_and(|fleet| Arc::ptr_eq(&fleet, &self.fleet)) {
            Ok(())
        } else {
            Err(End::because(
                Reason::NotOwner,
                "another process counts the fleet from now on",
            ))
        }
    }

    /// The server is there.
    pub(super) fn sign(&mut self) -> Result<(), End> {
        self.heard_at = Instant::now();
        self.messages += 1;
        if self.messages > self.shared.settings.messages {
            return Err(End::because(Reason::Overrun, "too many messages"));
        }
        self.still_counted()?;
        let heard = (self.fleet).heartbeat(self.admitted.server, self.shared.host.now());
        heard.map_err(|_| gone())
    }
}

pub(super) fn gone() -> End {
    End::because(Reason::WrongServer, "the server was removed from the fleet")
}

/// The end of what is being read, if something is.
async fn fetched<T>(fetching: &mut Fetching<T>) -> Result<T, SourceError> {
    let Some(reading) = fetching else {
        return std::future::pending().await;
    };
    let read = reading.await;
    *fetching = None;
    read
}
