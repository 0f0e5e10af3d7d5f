//! One log and everybody who follows it: its newest stretches, encoded once, and the publisher that adds to them.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use landfall_core::id::Revision;
use tokio::sync::{Mutex, Notify, watch};

use super::{
    ChangeSource, FeedSettings, Host, LogState, SourceError,
    catch_up::{CatchUp, Way},
    stretch::Stretch,
};
use crate::LogKey;

/// How soon the record is asked again after it could not answer.
const AGAIN: Duration = Duration::from_millis(200);

/// A log as all streams see it. A snapshot that is never changed, only replaced.
#[derive(Debug)]
pub(super) struct Live {
    /// The head is where the stretches end: what a stream can be given at this moment.
    pub(super) state: LogState,
    /// Neighbours, in the order of revisions; the last one ends at the head.
    recent: VecDeque<Arc<Stretch>>,
}

impl Live {
    fn new(state: LogState) -> Self {
        Self {
            state,
            recent: VecDeque::new(),
        }
    }

    /// The stretch from which a stream at `position` gets its next piece, if it is kept.
    pub(super) fn covering(&self, position: Revision) -> Option<&Arc<Stretch>> {
        let at = (self.recent).partition_point(|stretch| stretch.through <= position);
        self.recent.get(at).filter(|one| one.covers(position))
    }

    /// The next snapshot: one stretch more, and as many of the old ones as fit.
    fn with(&self, state: LogState, stretch: Stretch, most_bytes: usize) -> Self {
        let mut recent = self.recent.clone();
        let mut bytes: usize = recent.iter().map(|one| one.bytes).sum::<usize>() + stretch.bytes;
        recent.push_back(Arc::new(stretch));
        while bytes > most_bytes && recent.len() > 1 {
            bytes -= recent.pop_front().map_or(0, |oldest| oldest.bytes);
        }
        Self { state, recent }
    }
}

/// One log and everybody who follows it.
pub(super) struct LogFeed {
    pub(super) key: LogKey,
    live: watch::Sender<Arc<Live>>,
    hint: Notify,
    /// Whether the publisher waits for somebody who follows.
    asleep: AtomicBool,
    /// Held while the log is read on, so that one reader at a time adds to it.
    publishing: Mutex<()>,
    pub(super) catch_up: CatchUp,
    pub(super) source: Arc<dyn ChangeSource>,
    host: Arc<dyn Host>,
    settings: FeedSettings,
}

impl LogFeed {
    /// Opens a log where it ends at this moment.
    pub(super) async fn open(
        key: LogKey,
        source: Arc<dyn ChangeSource>,
        host: Arc<dyn Host>,
        settings: FeedSettings,
    ) -> Result<Self, SourceError> {
        let state = source.log(&key).await?;
        let feed = Self {
            live: watch::Sender::new(Arc::new(Live::new(state))),
            hint: Notify::new(),
            asleep: AtomicBool::new(false),
            publishing: Mutex::default(),
            catch_up: CatchUp::new(&settings),
            key,
            source,
            host,
            settings,
        };
        feed.tell_fleet(state);
        Ok(feed)
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Arc<Live>> {
        let receiver = self.live.subscribe();
        if self.asleep.load(SeqCst) {
            self.hint();
        }
        receiver
    }

    pub(super) fn now(&self) -> Arc<Live> {
        Arc::clone(&self.live.borrow())
    }

    /// The log may have grown.
    pub(super) fn hint(&self) {
        self.hint.notify_one();
    }

    /// Publishes what is new, at every hint and at every turn of a timer, until it is dropped.
    pub(super) async fn publish(&self) {
        let mut fails = false;
        loop {
            let pause = match self.refresh().await {
                Ok(()) => {
                    fails = false;
                    self.settings.poll
                }
                Err(error) => {
                    if !fails {
                        tracing::warn!(%error, log = ?self.key, "a change log cannot be read; this is tried again");
                    }
                    fails = true;
                    AGAIN
                }
            };
            // Asked behind the note: who comes meanwhile finds it and gives a hint.
            self.asleep.store(true, SeqCst);
            if self.live.receiver_count() == 0 {
                self.hint.notified().await;
            } else {
                self.asleep.store(false, SeqCst);
                // A hint or none, then the next look.
                let _ = tokio::time::timeout(pause, self.hint.notified()).await;
            }
            self.asleep.store(false, SeqCst);
        }
    }

    /// Brings what streams see up to the record.
    pub(super) async fn refresh(&self) -> Result<(), SourceError> {
        let _alone = self.publishing.lock().await;
        loop {
            let before = self.now();
            let (after, id) = (before.state.head, before.state.id);
            let most = self.settings.stretch_bytes;
            let batch = self.source.changes(&self.key, id, after, most).await?;
            let found = batch.state;
            if (found.id, found.epoch) != (id, before.state.epoch) || found.head < after {
                // Another history. Streams begin anew; what was kept is of no use to them.
                self.catch_up.forget();
                self.tell_fleet(found);
                self.live.send_replace(Arc::new(Live::new(found)));
                return Ok(());
            }
            if batch.through <= after {
                if found.floor != before.state.floor {
                    let state = LogState {
                        head: after,
                        ..found
                    };
                    self.live.send_if_modified(|live| {
                        *live = Arc::new(Live {
                            state,
                            recent: live.recent.clone(),
                        });
                        // Nobody has to do anything about it now.
                        false
                    });
                }
                return Ok(());
            }
            let state = LogState {
                head: batch.through,
                ..found
            };
            // The fleet first: nobody may confirm what it does not know to be there.
            self.tell_fleet(found);
            let stretch = Stretch::new(after, batch.through, batch.changes);
            let next = before.with(state, stretch, self.settings.recent_bytes);
            self.live.send_replace(Arc::new(next));
            if batch.through >= found.head {
                return Ok(());
            }
        }
    }

    /// Says in the fleet where the log ends.
    pub(super) fn tell_fleet(&self, state: LogState) {
        if let Some(fleet) = self.host.fleet() {
            fleet.head_moved(&state.head_of(&self.key));
        }
    }

    /// The stretch behind `position`, for streams that are further behind than what is kept.
    pub(super) async fn stretch(
        &self,
        way: Way,
        position: Revision,
    ) -> Result<Behind, SourceError> {
        let log = self.now().state.id;
        let (key, most) = (&self.key, self.settings.stretch_bytes);
        let read = || async {
            let batch = match way {
                Way::All => self.source.changes(key, log, position, most).await?,
                Way::For(pop, until) => {
                    let range = (position, until);
                    self.source.changes_for(key, log, pop, range, most).await?
                }
            };
            let stretch = Stretch::new(position, batch.through, batch.changes);
            Ok((batch.state, stretch))
        };
        let (state, stretch) = self.catch_up.get(way, position, read).await?;
        Ok(Behind { state, stretch })
    }
}

/// A stretch, and the log when it was read.
#[derive(Debug)]
pub(super) struct Behind {
    pub(super) state: LogState,
    pub(super) stretch: Arc<Stretch>,
}
