//! A stream that follows its log: what goes out next, and what comes in.

use std::{pin::Pin, sync::Arc};

use landfall_core::id::{AccountNumber, Cursor, Epoch, LogId, Revision, Timestamp};
use landfall_protocol::{
    Applied, Down, ExceptionChange, Hello, Reason, Resync, Sweep, Through, Up, Version, limits,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::{Instant, sleep},
};

use super::{
    Admitted, LogState, Slots, SourceError,
    catch_up::Way,
    feed::Shared,
    log_feed::{Behind, Live, LogFeed},
    pipe::{Event, Pipe},
    registry::Presence,
    session::{End, heartbeat},
    stretch::Stretch,
};
use crate::{Fleet, Report};

/// Where a stream is in its log.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) log: LogId,
    pub(super) epoch: Epoch,
    /// Everything up to here was sent, or is for other POPs.
    pub(super) position: Revision,
    /// Where the log ended at the hello, or when a resync began. Up to here the server catches up, and nothing is counted for it that it
    /// did not have before; so what newer entries up to here supersede need not be sent.
    until: Revision,
    sweep: SweepState,
}

/// How far a resync has got.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SweepState {
    /// There is none.
    None,
    /// The list is owed once the stream is at the head: the part behind this slot.
    Owed(Option<AccountNumber>),
    /// The list was sent at this position; the server has yet to say that it has got there and swept.
    Sent(Revision),
}

impl Place {
    /// Where the stream of a server begins that says this hello, when the log is like that.
    pub(super) fn of(hello: &Hello, state: LogState) -> Self {
        let same_log = hello.log == Some(state.id);
        let known = same_log && hello.cursor.epoch == state.epoch;
        let position = if known && hello.cursor.revision <= state.head {
            hello.cursor.revision
        } else {
            Revision(0)
        };
        // An empty disk has nothing to be swept.
        let foreign = hello.log.is_some() && !known;
        let below = known && position < state.floor;
        Self {
            log: state.id,
            epoch: state.epoch,
            position,
            until: state.head,
            sweep: if foreign || below || hello.unswept {
                SweepState::Owed(None)
            } else {
                SweepState::None
            },
        }
    }

    /// Whether the list that ends a resync is still to be sent or followed.
    pub(super) fn owes_sweep(&self) -> bool {
        self.sweep != SweepState::None
    }

    /// What the fleet is told of a hello. A cursor of another log says nothing here, and neither does one of a disk that may hold
    /// what the log does not have: until it is swept, nothing is counted.
    pub(super) fn heard(&self, hello: &Hello, at: Timestamp) -> crate::Hello {
        let known = hello.log == Some(self.log) && hello.cursor.epoch == self.epoch;
        let above = hello.cursor.revision > self.position;
        let cursor = if known && (above || !self.owes_sweep()) {
            hello.cursor
        } else {
            self.nothing()
        };
        let running = |running| if known { running } else { Revision(0) };
        crate::Hello {
            cursor,
            exceptions: (hello.exceptions.iter())
                .map(|set| (set.slot.clone(), running(set.running)))
                .collect(),
            at,
        }
    }

    fn nothing(&self) -> Cursor {
        Cursor {
            epoch: self.epoch,
            revision: Revision(0),
        }
    }
}

type Fetching<T> = Option<Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send>>>;

/// A stream that follows its log.
pub(super) struct Connection<'s, S> {
    shared: &'s Shared,
    pipe: &'s mut Pipe<S>,
    admitted: &'s Admitted,
    presence: &'s Presence,
    fleet: Arc<Fleet>,
    log: Arc<LogFeed>,
    live: watch::Receiver<Arc<Live>>,
    version: Version,
    place: Place,
    /// The end of the last batch that was sent: what the server may confirm.
    through: Revision,
    /// What it has confirmed last on this stream.
    applied: Revision,
    /// The stretch that is being sent, while the server keeps up with it.
    held: Option<Arc<Stretch>>,
    stretch: Fetching<Behind>,
    slots: Fetching<Slots>,
    heard_at: Instant,
    sent: (u64, Instant),
    messages: u32,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin + Send> Connection<'s, S> {
    #[expect(clippy::too_many_arguments, reason = "what a stream is made of, once")]
    pub(super) fn new(
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
    pub(super) async fn run(&mut self) -> End {
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

    /// Whether there is nothing to send and nothing being read for it.
    fn is_idle(&self) -> bool {
        !self.pipe.is_sending() && self.stretch.is_none() && self.slots.is_none()
    }

    /// Sends on while the server takes it, then lets go of everything that others do not have anyway.
    async fn fill(&mut self) -> Result<(), End> {
        while self.is_idle() {
            if !self.next() {
                return Ok(());
            }
            if !self.pipe.send_now().await? {
                self.held = None;
            }
            // Others have their turn, and words of this server are heard.
            tokio::task::coop::consume_budget().await;
        }
        Ok(())
    }

    /// Puts out what comes next, or has it read; false if there is nothing to do but wait.
    fn next(&mut self) -> bool {
        let live = Arc::clone(&self.live.borrow_and_update());
        if (live.state.id, live.state.epoch) != (self.place.log, self.place.epoch) {
            self.place.log = live.state.id;
            self.place.epoch = live.state.epoch;
            self.begin_resync(Revision(0), live.state);
            return true;
        }
        let position = self.place.position;
        if position < live.state.floor && !matches!(self.place.sweep, SweepState::Owed(_)) {
            self.begin_resync(position, live.state);
            return true;
        }
        if position >= live.state.head {
            // Nothing of it is needed here any more.
            self.held = None;
            return self.next_slots();
        }
        let pop = self.admitted.placement.pop;
        // A single entry has nothing before it that it could supersede.
        let (way, kept) = if position.next() < self.place.until {
            (Way::For(pop, self.place.until), None)
        } else {
            (Way::All, live.covering(position))
        };
        let held = self.held.as_ref().filter(|held| held.covers(position));
        let Some(stretch) = held.or(kept) else {
            self.held = None;
            let log = Arc::clone(&self.log);
            self.stretch = Some(Box::pin(async move { log.stretch(way, position).await }));
            return true;
        };
        let piece = stretch.next(position, pop);
        self.place.position = piece.position;
        if piece.ends {
            self.through = piece.position;
        }
        self.shared.counters.changes.add(piece.change.into());
        self.pipe.send(piece.frames);
        true
    }

    /// Begins a resync from `start`. A disk that may hold what the log never had is read anew from the beginning; one that has
    /// merely missed tombstones goes on where it is.
    fn begin_resync(&mut self, start: Revision, state: LogState) {
        if start > self.through {
            // The batch ends here for now.
            self.pipe
                .send(Down::Through(Through { revision: start }).frame());
        }
        self.place.position = start;
        self.place.until = state.head;
        self.place.sweep = SweepState::Owed(None);
        self.through = start;
        self.applied = Revision(0);
        self.held = None;
        self.shared.counters.resyncs.one();
        let resync = Resync {
            log: self.place.log,
            start: Cursor {
                epoch: self.place.epoch,
                revision: start,
            },
            head: state.head.max(start),
        };
        self.pipe.send(Down::Resync(resync).frame());
    }

    fn take_stretch(&mut self, read: Result<Behind, SourceError>) -> Result<(), End> {
        let Behind { state, stretch } = read.map_err(|error| End::fault(&error))?;
        let same = (state.id, state.epoch) == (self.place.log, self.place.epoch);
        if !same {
            // The publisher sees it too, and this stream with it.
            self.log.hint();
            return Ok(());
        }
        if !stretch.covers(self.place.position) {
            return Err(End::fault(
                &"a stretch of a log does not go on from where it was asked for",
            ));
        }
        let owed = matches!(self.place.sweep, SweepState::Owed(_));
        if self.place.position < state.floor && !owed {
            self.begin_resync(self.place.position, state);
        }
        self.held = Some(stretch);
        Ok(())
    }

    /// At the head: the next part of the list, if it is owed.
    fn next_slots(&mut self) -> bool {
        let SweepState::Owed(after) = &self.place.sweep else {
            return false;
        };
        let (log, after) = (Arc::clone(&self.log), after.clone());
        let (id, pop, at) = (
            self.place.log,
            self.admitted.placement.pop,
            self.place.position,
        );
        self.slots = Some(Box::pin(async move {
            let most = limits::SLOTS;
            log.source
                .living(&log.key, id, pop, at, after.as_ref(), most)
                .await
        }));
        true
    }

    fn take_slots(&mut self, read: Result<Slots, SourceError>) -> Result<(), End> {
        let Slots { slots, more } = read.map_err(|error| End::fault(&error))?;
        let SweepState::Owed(after) = &mut self.place.sweep else {
            return Ok(());
        };
        match slots.last() {
            Some(last) if more => *after = Some(last.clone()),
            _ => self.place.sweep = SweepState::Sent(self.place.position),
        }
        let last = matches!(self.place.sweep, SweepState::Sent(_));
        self.pipe.send(Down::Sweep(Sweep { slots, last }).frame());
        Ok(())
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
    fn still_counted(&self) -> Result<(), End> {
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
    fn sign(&mut self) -> Result<(), End> {
        self.heard_at = Instant::now();
        self.messages += 1;
        if self.messages > self.shared.settings.messages {
            return Err(End::because(Reason::Overrun, "too many messages"));
        }
        self.still_counted()?;
        let heard = (self.fleet).heartbeat(self.admitted.server, self.shared.host.now());
        heard.map_err(|_| gone())
    }

    async fn take(&mut self, message: bytes::Bytes) -> Result<(), End> {
        let malformed = |detail: String| End::because(Reason::Malformed, detail);
        self.sign()?;
        let up = Up::decode(self.version, message).map_err(|error| malformed(error.to_string()))?;
        match up {
            Up::Hello(_) => Err(malformed("a hello comes once, at the beginning".into())),
            Up::Received(received) => {
                // What was sent before a new epoch began may be confirmed behind it.
                let through = received.through.min(self.through);
                self.presence.note(|connected| connected.received = through);
                let cursor = Cursor {
                    epoch: self.place.epoch,
                    revision: through,
                };
                let noted = self.fleet.received(self.admitted.server, cursor);
                noted.map_err(|_| gone())
            }
            Up::Applied(applied) => self.applied(applied).await,
            Up::Heartbeat(heartbeat) => {
                self.presence.note(|connected| {
                    if connected.trouble != heartbeat.trouble {
                        connected.trouble = heartbeat.trouble;
                    }
                });
                Ok(())
            }
        }
    }

    async fn applied(&mut self, applied: Applied) -> Result<(), End> {
        let server = self.admitted.server;
        let ours = applied.cursor.epoch == self.place.epoch;
        if ours && applied.cursor.revision > self.through {
            return Err(End::because(
                Reason::Malformed,
                format!(
                    "revision {} is confirmed, but was never sent whole",
                    applied.cursor.revision
                ),
            ));
        }
        // What it said before it heard of the resync is of no account, and has an older cursor.
        if let SweepState::Sent(at) = self.place.sweep
            && ours
            && !applied.unswept
            && applied.cursor.revision >= at
        {
            self.place.sweep = SweepState::None;
        }
        let cursor = if ours && !self.place.owes_sweep() {
            applied.cursor
        } else {
            self.place.nothing()
        };
        for change in &applied.changes {
            match change {
                ExceptionChange::Set(set) => {
                    self.shared.reasons.set(server, &set.slot, &set.reason);
                }
                ExceptionChange::Cleared(slot) => self.shared.reasons.set(server, slot, ""),
            }
        }
        let report = Report {
            cursor,
            exceptions: (applied.changes.into_iter())
                .map(|change| match change {
                    ExceptionChange::Set(set) => crate::ExceptionChange {
                        running: Some(if ours { set.running } else { Revision(0) }),
                        slot: set.slot,
                    },
                    ExceptionChange::Cleared(slot) => crate::ExceptionChange {
                        slot,
                        running: None,
                    },
                })
                .collect(),
            at: self.shared.host.now(),
        };
        let heard = self.fleet.report(server, &report).map_err(|_| gone())?;
        if heard.lowered || heard.joined {
            self.shared.save(&self.fleet, server).await?;
        }
        if heard.astray {
            // Its next hello decides.
            return Err(End::because(
                Reason::Failed,
                "the log has begun anew; connect again",
            ));
        }
        if cursor.revision < self.applied {
            return Err(End::because(
                Reason::Malformed,
                "a cursor goes back in a hello only: what is missing is sent behind that",
            ));
        }
        self.applied = cursor.revision;
        Ok(())
    }
}

fn gone() -> End {
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
