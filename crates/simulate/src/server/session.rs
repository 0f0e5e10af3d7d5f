//! One stream, from the hello to its end.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use landfall_agent::{Came, Pipe};
use landfall_core::id::{AccountNumber, Revision};
use landfall_protocol::{
    Applied, Change, Down, Heartbeat, Hello, Reason, Received, Refused, Trust, Up, Version,
    Welcome,
    limits::{self, RECEIVED_AFTER},
};
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    intake::{Batch, Intake},
    report::Reported,
    run::Server,
};
use crate::state::Follow;

/// Why a stream has ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// We were asked to stop.
    Stopped,
    /// For this reason; to be dialled again after a pause.
    Broken(String),
    /// It was lost, or its end was announced: to be dialled again within this window.
    Lost(Duration, String),
    /// Dialling again is of no use.
    Final(String),
}

impl From<String> for Ended {
    fn from(reason: String) -> Self {
        Self::Broken(reason)
    }
}

/// What has come and is to be applied.
enum Todo {
    Batch(Batch),
    Sweep(BTreeSet<AccountNumber>),
}

/// What the server is busy with. While it is, it reads nothing.
enum Work {
    Nothing,
    /// Applying takes until then.
    Applying(Instant, Todo),
    /// It is applied, and is being kept.
    Keeping,
}

/// A stream that was welcomed.
pub(super) struct Session<'a> {
    server: &'a mut Server,
    pipe: &'a mut Pipe,
    intake: Intake,
    reported: Reported,
    follow: Option<Follow>,
    work: Work,
    /// What has come whole and was not confirmed yet, and when that is to be said. What is applied by then confirms it, too.
    unsaid: Option<(Revision, Instant)>,
    heard_at: Instant,
    beat_at: Instant,
    every: Duration,
    lease: Duration,
    /// The newest window for coming back.
    window: Duration,
}

/// Says hello and waits for the answer.
pub(super) async fn greet<'a>(
    server: &'a mut Server,
    pipe: &'a mut Pipe,
) -> Result<Session<'a>, Ended> {
    let state = &server.state;
    let hello = Hello {
        oldest: Version::OLDEST.number(),
        newest: Version::CURRENT.number(),
        server: server.identity.server,
        instance: server.instance,
        log: state.log,
        cursor: state.cursor,
        unswept: state.unswept,
        exceptions: Reported::all(state),
        adapter: "simulated".to_owned(),
        capabilities: Vec::new(),
        program: concat!("landfall-simulate ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let reported = Reported::in_hello(state);
    pipe.say(&Up::Hello(hello)).await?;
    let lease = Duration::from_secs(limits::LEASE_SECONDS.into());
    let welcome = loop {
        let came = timeout(lease, pipe.next()).await;
        match came.map_err(|_| "no welcome came".to_owned())?? {
            Came::Message(down) => match *down {
                Down::Welcome(welcome) => break welcome,
                Down::Refused(refused) => return Err(refused_by(&refused, None)),
                Down::Heartbeat => {}
                _ => return Err("the first message is no welcome".to_owned().into()),
            },
            Came::Sign => {}
            Came::Ping(body) => pipe.pong(&body).await?,
            Came::Closed(reason) => return Err(Ended::Broken(reason)),
        }
    };
    check(server, &welcome)?;
    pipe.version = welcome.version;
    let goes_on = server.state.log == Some(welcome.log) && server.state.cursor == welcome.start;
    if goes_on {
        // A server that is where the log ends joins by saying so.
        pipe.say(&Up::Applied(reported.again())).await?;
    }
    let mut keys = server.identity.keys.clone();
    keys.extend(
        server
            .state
            .keys
            .iter()
            .map(|(number, key)| (*number, *key)),
    );
    let trust = Trust {
        tenant: server.identity.tenant.clone(),
        placement: server.identity.placement,
        keys,
    };
    let follow = Follow {
        log: welcome.log,
        start: welcome.start,
        resync: welcome.resync,
    };
    let every = Duration::from_secs(welcome.heartbeat_seconds.max(1).into());
    let now = Instant::now();
    Ok(Session {
        intake: Intake::new(
            trust,
            Arc::clone(&server.shared.ready),
            server.shared.settings.checking,
            welcome.log,
            welcome.start,
        ),
        reported,
        follow: (!goes_on || welcome.resync).then_some(follow),
        work: Work::Nothing,
        unsaid: None,
        heard_at: now,
        // Not all in the same instant.
        beat_at: now + every.mul_f64(server.chance.f64()),
        every,
        lease: Duration::from_secs(welcome.lease_seconds.max(1).into()),
        window: Duration::from_secs(welcome.reconnect_seconds.into()),
        server,
        pipe,
    })
}

/// A welcome is of the server's place, and of a history that is not behind its own.
fn check(server: &Server, welcome: &Welcome) -> Result<(), Ended> {
    let (identity, state) = (&server.identity, &server.state);
    if welcome.tenant != identity.tenant || welcome.placement != identity.placement {
        return Err(Ended::Final(
            "the control plane has this server at another place than it was enrolled for"
                .to_owned(),
        ));
    }
    let same_log = state.log == Some(welcome.log);
    if same_log && welcome.start.epoch < state.cursor.epoch {
        return Err("the log's epoch has gone back".to_owned().into());
    }
    let begins = if same_log && welcome.start.epoch == state.cursor.epoch {
        welcome.start.revision <= state.cursor.revision
    } else {
        welcome.start.revision == Revision(0)
    };
    let anew = state.log.is_some() && (!same_log || welcome.start != state.cursor);
    if !begins || (anew && !welcome.resync) {
        return Err("the stream does not begin where this server stands"
            .to_owned()
            .into());
    }
    Ok(())
}

impl Session<'_> {
    /// Others see that the server has a stream.
    pub(super) fn welcomed(&self) {
        self.server.cell().connected.store(true, Relaxed);
        self.server.shared.totals.streams.fetch_add(1, Relaxed);
    }

    /// Follows the log until the stream ends.
    pub(super) async fn run(mut self) -> Ended {
        loop {
            let deadline = self.deadline();
            let turned = tokio::select! {
                came = self.pipe.next(), if matches!(self.work, Work::Nothing) => match came {
                    Ok(came) => self.came(came).await,
                    Err(reason) => Err(Ended::Lost(self.window, reason)),
                },
                () = self.server.shared.cells[self.server.index].notify.notified(), if matches!(self.work, Work::Keeping) => {
                    self.kept().await
                }
                () = sleep_until(deadline) => self.due().await,
            };
            if let Err(ended) = turned {
                return ended;
            }
        }
    }

    /// When there is something to do even if nothing comes.
    fn deadline(&self) -> Instant {
        let other = match &self.work {
            Work::Nothing => {
                let silent = self.heard_at + self.lease;
                self.server
                    .retry_at
                    .map_or(silent, |retry| retry.min(silent))
            }
            Work::Applying(until, _) => *until,
            Work::Keeping => self.beat_at,
        };
        let unsaid = self.unsaid.map_or(other, |(_, at)| at.min(other));
        unsaid.min(self.beat_at)
    }

    async fn due(&mut self) -> Result<(), Ended> {
        let now = Instant::now();
        if now >= self.beat_at {
            self.beat_at = now + self.every;
            let trouble = self.server.shared.trouble();
            let trouble = trouble.map_or_else(String::new, |trouble| trouble.to_string());
            self.pipe.say(&Up::Heartbeat(Heartbeat { trouble })).await?;
        }
        if let Some((through, _)) = self.unsaid.take_if(|(_, at)| now >= *at) {
            self.pipe.say(&Up::Received(Received { through })).await?;
        }
        match std::mem::replace(&mut self.work, Work::Nothing) {
            Work::Applying(until, todo) if now >= until => {
                self.apply(todo);
                Ok(())
            }
            // Not before it has begun to follow another history.
            Work::Nothing
                if self.follow.is_none()
                    && self.server.retry_at.is_some_and(|retry| now >= retry) =>
            {
                self.retry();
                Ok(())
            }
            Work::Nothing if now >= self.heard_at + self.lease => Err(Ended::Lost(
                self.window,
                "nothing was heard for longer than the lease".to_owned(),
            )),
            work => {
                self.work = work;
                Ok(())
            }
        }
    }

    async fn came(&mut self, came: Came) -> Result<(), Ended> {
        self.heard_at = Instant::now();
        let down = match came {
            Came::Message(down) => *down,
            Came::Sign => return Ok(()),
            Came::Ping(body) => return Ok(self.pipe.pong(&body).await?),
            Came::Closed(reason) => return Err(Ended::Lost(self.window, reason)),
        };
        match down {
            Down::Change(change) => self.change(&change).await,
            Down::Through(through) => {
                let batch = self.intake.end(through.revision)?;
                self.unsaid = Some((batch.through, Instant::now() + RECEIVED_AFTER));
                self.begin(Todo::Batch(batch));
                Ok(())
            }
            Down::Resync(resync) => {
                self.intake.begin_anew(resync.log, resync.start);
                self.follow = Some(Follow {
                    log: resync.log,
                    start: resync.start,
                    resync: true,
                });
                Ok(())
            }
            Down::Sweep(piece) => {
                if let Some(slots) = self.intake.sweep(piece) {
                    self.begin(Todo::Sweep(slots));
                }
                Ok(())
            }
            Down::Heartbeat => Ok(()),
            Down::Announce(announce) => {
                self.window = Duration::from_secs(announce.reconnect_seconds.into());
                Ok(())
            }
            Down::Refused(refused) => Err(refused_by(&refused, Some(self.window))),
            Down::Welcome(_) => Err("a second welcome came".to_owned().into()),
        }
    }

    /// What is not believed ends the stream, and the control plane is told why.
    async fn change(&mut self, change: &Change) -> Result<(), Ended> {
        if let Err(reason) = self.intake.change(change) {
            let trouble = reason.clone();
            self.pipe.say(&Up::Heartbeat(Heartbeat { trouble })).await?;
            return Err(Ended::Broken(reason));
        }
        let totals = &self.server.shared.totals;
        totals.changes.fetch_add(1, Relaxed);
        totals
            .payload_bytes
            .fetch_add(change.payload.len() as u64, Relaxed);
        Ok(())
    }

    /// Applies it, or begins to.
    fn begin(&mut self, todo: Todo) {
        match self.server.takes_until() {
            None => self.apply(todo),
            Some(until) => self.work = Work::Applying(until, todo),
        }
    }

    fn apply(&mut self, todo: Todo) {
        let server = &mut *self.server;
        if let Some(follow) = self.follow.take() {
            server.state.follow(follow);
        }
        match todo {
            Todo::Batch(batch) => {
                let (shared, id) = (&server.shared, server.identity.server);
                let fails = |slot: &AccountNumber| shared.fault(id, slot);
                server.state.keys.extend(batch.keys);
                server.state.apply(batch.changes, batch.through, &fails);
            }
            Todo::Sweep(slots) => server.state.sweep(&slots),
        }
        server.plan_retry();
        self.keep();
    }

    fn retry(&mut self) {
        if self.server.retry() {
            self.keep();
        }
    }

    /// Has the state kept, before it may be said.
    fn keep(&mut self) {
        self.server.keep();
        self.work = Work::Keeping;
    }

    async fn kept(&mut self) -> Result<(), Ended> {
        if !self.server.is_kept() {
            return Ok(());
        }
        self.work = Work::Nothing;
        self.heard_at = Instant::now();
        self.report().await
    }

    async fn report(&mut self) -> Result<(), Ended> {
        self.unsaid = None;
        for applied in self.reported.now(&self.server.state) {
            self.say_applied(applied).await?;
        }
        self.server.show();
        Ok(())
    }

    async fn say_applied(&mut self, applied: Applied) -> Result<(), Ended> {
        self.pipe.say(&Up::Applied(applied)).await?;
        self.server.shared.totals.applied.fetch_add(1, Relaxed);
        Ok(())
    }
}

/// `window` is that of a stream that was welcomed.
fn refused_by(refused: &Refused, window: Option<Duration>) -> Ended {
    let (detail, reason) = (&refused.detail, refused.reason);
    let text = format!("the control plane has closed the stream: {detail} ({reason})");
    match (reason, window) {
        _ if reason.is_final() => Ended::Final(text),
        (Reason::Malformed | Reason::Overrun, _) | (_, None) => Ended::Broken(text),
        (_, Some(window)) => Ended::Lost(window, text),
    }
}
