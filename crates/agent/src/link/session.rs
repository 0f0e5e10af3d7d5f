//! One stream of the feed, from the hello to its end.

use std::{collections::VecDeque, future::pending, sync::Arc, time::Duration};

use landfall_core::id::{Cursor, Revision};
use landfall_protocol::{
    Down, Heartbeat, Hello, InstanceId, Reason, Received as Confirmed, Refused, Trust, Up, Version,
    Welcome, frame,
    limits::{self, RECEIVED_AFTER},
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, Interval, MissedTickBehavior, interval, sleep_until, timeout},
};

use super::{
    batch::Intake,
    pipe::{Came, Pipe},
    report::Reported,
    run::LinkState,
};
use crate::{
    agent::Identity,
    decide::Received,
    metrics::Metrics,
    state::State,
    stop::Stop,
    worker::{Standing, Told},
};

/// Why a stream has ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// We were asked to stop.
    Stopped,
    /// For this reason; to be dialled again after a pause.
    Broken(String),
    /// It was lost, or its end was announced: to be dialled again within the window that was given for such a case, so that
    /// not everybody comes back at once.
    Lost(Duration, String),
    /// Dialling again is of no use until somebody has looked into it.
    Final(String),
}

impl From<String> for Ended {
    fn from(reason: String) -> Self {
        Self::Broken(reason)
    }
}

/// What a stream works with.
pub(super) struct Session<'a> {
    pub(super) pipe: Pipe,
    pub(super) identity: &'a Identity,
    pub(super) instance: InstanceId,
    pub(super) adapter: (String, Vec<String>),
    pub(super) standing: watch::Receiver<Standing>,
    pub(super) told: mpsc::Sender<Told>,
    pub(super) link: &'a watch::Sender<LinkState>,
    pub(super) metrics: Arc<Metrics>,
    /// Whether the worker was told of a list to come that has not come.
    pub(super) list_is_owed: &'a mut bool,
}

/// What there is once a welcome has come.
struct Course {
    intake: Intake,
    reported: Reported,
    /// Where the log ended when the stream began: up to there batches are put together.
    head: Revision,
    /// Whether batches are whole that the worker was not told of.
    gathers: bool,
    /// What the worker has not taken yet, with what is confirmed when it has.
    waiting: VecDeque<(Told, Option<Revision>)>,
    /// What the worker has and was not confirmed yet, and when that is to be said. What is applied by then confirms it, too.
    unsaid: Option<(Revision, Instant)>,
    heard_at: Instant,
    lease: Duration,
    /// The newest window for coming back.
    window: Duration,
    trouble: String,
}

impl Course {
    /// Has the worker take what was put together.
    fn hand_over(&mut self) {
        if self.gathers {
            self.gathers = false;
            let through = self.intake.through().revision;
            self.waiting.push_back((self.intake.take(), Some(through)));
        }
    }
}

impl Session<'_> {
    /// Follows the log over this stream until it ends.
    pub(super) async fn run(mut self, stop: &mut Stop) -> Ended {
        let state = self.standing.borrow_and_update().state.clone();
        let ended = tokio::select! {
            biased;
            () = stop.asked() => Ended::Stopped,
            ended = self.greet_and_follow(&state) => ended,
        };
        // Whoever does not take it learns it in another way.
        let code = match &ended {
            Ended::Broken(_) => frame::PROTOCOL_ERROR,
            _ => frame::NORMAL,
        };
        let _ = timeout(Duration::from_secs(1), self.pipe.close(code, "")).await;
        ended
    }

    async fn greet_and_follow(&mut self, state: &State) -> Ended {
        match self.greet(state).await {
            Ok((course, heartbeat)) => match self.follow(course, heartbeat).await {
                Ok(never) => match never {},
                Err(ended) => ended,
            },
            Err(ended) => ended,
        }
    }

    async fn greet(&mut self, state: &State) -> Result<(Course, Duration), Ended> {
        let reported = Reported::in_hello(state);
        let (adapter, capabilities) = self.adapter.clone();
        let hello = Hello {
            oldest: Version::OLDEST.number(),
            newest: Version::CURRENT.number(),
            server: self.identity.server,
            instance: self.instance,
            log: state.log,
            cursor: state.cursor,
            // What the worker has not done yet may make the state one that waits for a list: this stream has to bring it.
            unswept: state.unswept || *self.list_is_owed,
            exceptions: reported.all(),
            adapter,
            capabilities,
            program: concat!("landfall-agent ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        self.pipe.say(&Up::Hello(hello)).await?;
        let lease = Duration::from_secs(limits::LEASE_SECONDS.into());
        let welcome = loop {
            let came = timeout(lease, self.pipe.next()).await;
            match came.map_err(|_| "no welcome came".to_owned())?? {
                Came::Message(down) => match *down {
                    Down::Welcome(welcome) => break welcome,
                    Down::Refused(refused) => return Err(refused_by(&refused, None)),
                    Down::Heartbeat => {}
                    _ => return Err("the first message is no welcome".to_owned().into()),
                },
                Came::Sign => {}
                Came::Ping(body) => self.pipe.pong(&body).await?,
                Came::Closed(reason) => return Err(Ended::Broken(reason)),
            }
        };
        self.check(&welcome, state)?;
        self.pipe.version = welcome.version;
        self.metrics.connections.inc();
        self.link.send_modify(|link| {
            link.connected = true;
            link.problem = None;
            link.see_head(Cursor {
                revision: welcome.head,
                ..welcome.start
            });
        });
        let mut keys = self.identity.keys.clone();
        keys.extend(state.keys.iter().map(|(number, key)| (*number, *key)));
        let trust = Trust {
            tenant: self.identity.tenant.clone(),
            placement: self.identity.placement,
            keys,
        };
        let goes_on = state.log == Some(welcome.log) && state.cursor == welcome.start;
        let follow = Told {
            payloads: Vec::new(),
            received: Received::Follow {
                log: welcome.log,
                start: welcome.start,
                resync: welcome.resync,
            },
        };
        let course = Course {
            intake: Intake::new(trust, welcome.log, welcome.start),
            reported,
            head: welcome.head,
            gathers: false,
            waiting: (!goes_on || welcome.resync)
                .then_some((follow, None))
                .into_iter()
                .collect(),
            unsaid: None,
            heard_at: Instant::now(),
            lease: Duration::from_secs(welcome.lease_seconds.max(1).into()),
            window: Duration::from_secs(welcome.reconnect_seconds.into()),
            trouble: String::new(),
        };
        if goes_on {
            // A server that is where the log ends joins by saying so.
            self.pipe.say(&Up::Applied(course.reported.again())).await?;
        }
        Ok((
            course,
            Duration::from_secs(welcome.heartbeat_seconds.max(1).into()),
        ))
    }

    /// A welcome is of our place, and of a history that is not behind ours.
    fn check(&self, welcome: &Welcome, state: &State) -> Result<(), Ended> {
        let identity = self.identity;
        if welcome.tenant != identity.tenant || welcome.placement != identity.placement {
            return Err(Ended::Final(
                "the control plane has this server at another place than it was enrolled for; enrol it anew".to_owned(),
            ));
        }
        let same_log = state.log == Some(welcome.log);
        if same_log && welcome.start.epoch < state.cursor.epoch {
            return Err(Ended::Broken(format!(
                "the log's epoch has gone back from {} to {}: the control plane was put back to an older record and must begin a \
                 new epoch",
                state.cursor.epoch, welcome.start.epoch
            )));
        }
        let begins = if same_log && welcome.start.epoch == state.cursor.epoch {
            welcome.start.revision <= state.cursor.revision
        } else {
            welcome.start.revision == Revision(0)
        };
        let anew = state.log.is_some() && (!same_log || welcome.start != state.cursor);
        if !begins || (anew && !welcome.resync) {
            return Err(Ended::Broken(
                "the stream does not begin where this server stands".to_owned(),
            ));
        }
        Ok(())
    }

    fn note_list(&mut self, received: &Received) {
        match received {
            Received::Follow { resync, .. } => *self.list_is_owed = *resync,
            Received::Sweep(_) => *self.list_is_owed = false,
            Received::Batch(_) => {}
        }
    }

    async fn follow(
        &mut self,
        mut course: Course,
        every: Duration,
    ) -> Result<std::convert::Infallible, Ended> {
        let mut beat = heartbeat(every);
        let worker = self.told.clone();
        loop {
            let may_read = course.waiting.is_empty();
            let silent_at = course.heard_at + course.lease;
            // What is rare comes first, so that a stream which never falls silent holds nothing up.
            tokio::select! {
                biased;
                changed = self.standing.changed() => {
                    if changed.is_err() {
                        return Err(Ended::Stopped);
                    }
                    self.report(&mut course).await?;
                }
                _ = beat.tick() => {
                    let trouble = course.trouble.clone();
                    self.pipe.say(&Up::Heartbeat(Heartbeat { trouble })).await?;
                }
                place = worker.reserve(), if !course.waiting.is_empty() => {
                    let Ok(place) = place else { return Err(Ended::Stopped) };
                    if let Some((told, confirmed)) = course.waiting.pop_front() {
                        self.note_list(&told.received);
                        place.send(told);
                        course.heard_at = Instant::now();
                        if let Some(through) = confirmed {
                            let first = course.unsaid.map(|(_, at)| at);
                            let at = first.unwrap_or_else(|| Instant::now() + RECEIVED_AFTER);
                            course.unsaid = Some((through, at));
                        }
                    }
                    self.report(&mut course).await?;
                }
                () = due(course.unsaid) => {
                    if let Some((through, _)) = course.unsaid.take() {
                        self.pipe.say(&Up::Received(Confirmed { through })).await?;
                    }
                }
                came = self.pipe.next(), if may_read => {
                    course.heard_at = Instant::now();
                    let came = came.map_err(|reason| Ended::Lost(course.window, reason))?;
                    self.came(&mut course, came).await?;
                }
                // While the worker is behind, nothing is read, and nothing can be heard.
                () = sleep_until(silent_at), if may_read => {
                    let reason = "nothing was heard for longer than the lease".to_owned();
                    return Err(Ended::Lost(course.window, reason));
                }
            }
        }
    }

    async fn came(&mut self, course: &mut Course, came: Came) -> Result<(), Ended> {
        let down = match came {
            Came::Message(down) => *down,
            Came::Sign => return Ok(()),
            Came::Ping(body) => return Ok(self.pipe.pong(&body).await?),
            Came::Closed(reason) => {
                return Err(Ended::Lost(course.window, reason));
            }
        };
        match down {
            Down::Change(change) => {
                self.metrics.changes.inc();
                self.metrics.bytes.inc_by(change.payload.len() as u64);
                let taken = course.intake.change(change);
                self.believed(course, taken).await?;
            }
            Down::Through(through) => {
                course.intake.end(through.revision)?;
                course.gathers = true;
                if through.revision >= course.head || !course.intake.may_gather() {
                    course.hand_over();
                }
                self.link
                    .send_modify(|link| link.see_head(course.intake.through()));
            }
            Down::Resync(resync) => {
                // What is whole counts; the rest is thrown away.
                course.hand_over();
                course.head = resync.head;
                course.intake.begin_anew(resync.log, resync.start);
                let (log, start) = (resync.log, resync.start);
                let received = Received::Follow {
                    log,
                    start,
                    resync: true,
                };
                let payloads = Vec::new();
                course
                    .waiting
                    .push_back((Told { received, payloads }, None));
                let head = Cursor {
                    revision: resync.head,
                    ..start
                };
                self.link.send_modify(|link| link.see_head(head));
            }
            Down::Sweep(piece) => {
                course.hand_over();
                let told = course.intake.sweep(piece)?;
                course.waiting.extend(told.map(|told| (told, None)));
            }
            // Nothing comes at the moment.
            Down::Heartbeat => course.hand_over(),
            Down::Announce(announce) => {
                course.window = Duration::from_secs(announce.reconnect_seconds.into());
            }
            Down::Refused(refused) => return Err(refused_by(&refused, Some(course.window))),
            Down::Welcome(_) => return Err("a second welcome came".to_owned().into()),
        }
        Ok(())
    }

    /// What is not believed ends the stream, and the control plane is told why.
    async fn believed(&mut self, course: &Course, taken: Result<(), String>) -> Result<(), Ended> {
        let Err(reason) = taken else { return Ok(()) };
        let trouble = match course.trouble.as_str() {
            "" => reason.clone(),
            trouble => format!("{reason}; {trouble}"),
        };
        self.pipe.say(&Up::Heartbeat(Heartbeat { trouble })).await?;
        Err(Ended::Broken(reason))
    }

    /// Says what has changed, unless the server stands where this stream has not been yet: what came over the one before it is
    /// confirmed when it has come over this one.
    async fn report(&mut self, course: &mut Course) -> Result<(), Ended> {
        let (state, trouble) = {
            let standing = self.standing.borrow_and_update();
            (
                standing.state.clone(),
                standing.trouble.clone().unwrap_or_default(),
            )
        };
        if course.trouble != trouble {
            course.trouble.clone_from(&trouble);
            self.pipe.say(&Up::Heartbeat(Heartbeat { trouble })).await?;
        }
        let through = course.intake.through();
        let ahead = state.cursor.epoch == through.epoch && state.cursor.revision > through.revision;
        if !ahead {
            for applied in course.reported.now(&state) {
                self.pipe.say(&Up::Applied(applied)).await?;
            }
            if state.cursor.epoch == through.epoch {
                let at = state.cursor.revision;
                course.unsaid.take_if(|(unsaid, _)| *unsaid <= at);
            }
        }
        Ok(())
    }
}

/// Waits until what was received has to be said.
async fn due(unsaid: Option<(Revision, Instant)>) {
    match unsaid {
        Some((_, at)) => sleep_until(at).await,
        None => pending().await,
    }
}

fn heartbeat(every: Duration) -> Interval {
    let mut beat = interval(every);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat
}

/// `window` is that of a stream that was welcomed.
fn refused_by(refused: &Refused, window: Option<Duration>) -> Ended {
    let (detail, reason) = (&refused.detail, refused.reason);
    let text = format!("the control plane has closed the stream: {detail} ({reason})");
    match (reason, window) {
        _ if reason.is_final() => Ended::Final(text),
        // What we have done wrong will be wrong the next time as well: the pauses grow.
        (Reason::Malformed | Reason::Overrun, _) | (_, None) => Ended::Broken(text),
        (_, Some(window)) => Ended::Lost(window, text),
    }
}
