//! What the rest of the product holds of the feed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use landfall_core::{
    id::{AccountNumber, ServerId, TenantId},
    model::Placement,
};
use landfall_protocol::Reason;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::OnceCell,
    task::JoinSet,
};

use super::{
    Adapter, ChangeSource, Connected, FeedCounts, FeedSettings, Host, LogState,
    able::Able,
    counters::Counters,
    log_feed::LogFeed,
    reasons::Reasons,
    registry::Registry,
    session::{self, End},
};
use crate::LogKey;

/// Whose stream it is, as the credential says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The server.
    pub server: ServerId,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its place.
    pub placement: Placement,
}

impl Admitted {
    /// The log that it follows.
    pub fn key(&self) -> LogKey {
        LogKey {
            tenant: self.tenant.clone(),
            platform: self.placement.platform,
            environment: self.placement.environment,
        }
    }
}

/// The feed of all logs. Cloning gives the same one.
#[derive(Clone)]
pub struct Feed {
    shared: Arc<Shared>,
}

/// What all streams share.
pub(super) struct Shared {
    pub(super) source: Arc<dyn ChangeSource>,
    pub(super) host: Arc<dyn Host>,
    pub(super) settings: FeedSettings,
    pub(super) registry: Arc<Registry>,
    pub(super) reasons: Reasons,
    pub(super) counters: Counters,
    pub(super) able: Able,
    logs: Mutex<Logs>,
}

#[derive(Default)]
struct Logs {
    open: HashMap<LogKey, Arc<OnceCell<Arc<LogFeed>>>>,
    /// Ended with the feed.
    publishers: JoinSet<()>,
}

impl Feed {
    /// A feed over a record. It does its work on the runtime that streams are served on.
    pub fn new(source: Arc<dyn ChangeSource>, host: Arc<dyn Host>, settings: FeedSettings) -> Self {
        Self {
            shared: Arc::new(Shared {
                source,
                host,
                settings,
                registry: Arc::default(),
                reasons: Reasons::default(),
                counters: Counters::default(),
                able: Able::default(),
                logs: Mutex::default(),
            }),
        }
    }

    /// Serves the stream of a server whose credential was checked, to its end. `first` are bytes that were read from it already.
    /// The future holds all there is of the stream; dropping it cuts the stream off.
    pub async fn serve<S>(&self, stream: S, first: &[u8], admitted: Admitted)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        session::serve(&self.shared, stream, first, admitted).await;
    }

    /// A log has grown, or has begun a new epoch: a hint, given after the commit. One that is lost costs a second.
    pub fn head_moved(&self, key: &LogKey) {
        let log = self.shared.lock().open.get(key).cloned();
        if let Some(log) = log.as_ref().and_then(|cell| cell.get()) {
            log.hint();
        }
    }

    /// A server's credential was revoked: its stream is closed at once. False if it has none.
    pub fn revoke(&self, server: ServerId) -> bool {
        self.shared.registry.end(server, Reason::Revoked)
    }

    /// Closes the stream of a server that was removed or moved: its credential may be of a place that it no longer has.
    pub fn remove(&self, server: ServerId) -> bool {
        self.shared.able.forget(server);
        self.shared.registry.end(server, Reason::WrongServer)
    }

    /// Tells every server to come back within a window, and closes all streams; takes none from now on. Ends when they are
    /// closed, after `most` at the latest.
    pub async fn stop(&self, most: Duration) {
        let mut count = self.shared.registry.count();
        self.shared.registry.stop();
        let _ = tokio::time::timeout(most, count.wait_for(|open| *open == 0)).await;
    }

    /// What is known of a server that has a stream.
    pub fn connected(&self, server: ServerId) -> Option<Connected> {
        self.shared.registry.connected(server)
    }

    /// What the servers of a fleet have said that they are and can do, and how many are alike. Those that have not connected since
    /// the feed was opened are missing.
    pub fn adapters(&self, key: &LogKey) -> Vec<(Arc<Adapter>, u64)> {
        self.shared.able.of(key)
    }

    /// Why changes failed on a server, by slot, as it last said; also while it has no stream.
    pub fn reasons(&self, server: ServerId) -> Vec<(AccountNumber, String)> {
        self.shared.reasons.of(server)
    }

    /// What has happened so far.
    pub fn counts(&self) -> FeedCounts {
        self.shared.counters.read(self.shared.registry.len())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Logs> {
        // Each change is one call on a map or a set, so what is there is whole.
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log of a fleet, opened by the first who asks.
    pub(super) async fn log(&self, key: LogKey) -> Result<Arc<LogFeed>, End> {
        let cell = Arc::clone(self.lock().open.entry(key.clone()).or_default());
        let opened = cell.get_or_try_init(|| async {
            let log = LogFeed::open(
                key,
                Arc::clone(&self.source),
                Arc::clone(&self.host),
                self.settings.clone(),
            );
            let log = Arc::new(log.await?);
            let published = Arc::clone(&log);
            let publishing = async move { published.publish().await };
            self.lock().publishers.spawn(publishing);
            Ok(log)
        });
        let opened = opened
            .await
            .map_err(|error: super::SourceError| End::fault(&error))?;
        Ok(Arc::clone(opened))
    }

    /// Over how many seconds servers are to come back, should they have to.
    pub(super) fn reconnect_seconds(&self) -> u16 {
        self.settings.reconnect_seconds(self.registry.len())
    }

    /// Begins a new epoch, since a server has a history that the log does not have.
    pub(super) async fn raise_epoch(
        &self,
        log: &LogFeed,
        server: ServerId,
        known: LogState,
    ) -> Result<(), End> {
        self.counters.astray.one();
        tracing::error!(
            %server, log = %known.id, epoch = %known.epoch, head = %known.head,
            "a server has a revision beyond the end of its log: the record was reset, restored or has lost entries. A new epoch begins, and all servers of this log read it anew"
        );
        let raised = self.host.raise_epoch(&log.key, known.id, known.epoch).await;
        raised.map_err(|error| End::fault(&error))?;
        log.refresh().await.map_err(|error| End::fault(&error))
    }
}
