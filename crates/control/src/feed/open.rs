//! The feed, opened on a runtime.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use landfall_core::model::LogHead;
use landfall_feed::{
    LogKey,
    serve::{Admitted, Feed, FeedCounts, FeedSettings},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    runtime::Handle,
};

use super::record::Record;
use crate::Control;

/// How long streams get to be closed when the process stops.
const CLOSING: Duration = Duration::from_secs(3);

/// The feed with the runtime that it works on. Cloning gives the same one.
#[derive(Clone)]
pub struct OpenFeed {
    pub(crate) feed: Feed,
    runtime: Handle,
}

impl OpenFeed {
    /// Serves the stream of a server that was let in, on the feed's runtime. `opening` gives the stream, and what was read of
    /// it already, once the answer to the request has gone.
    pub fn serve<S, B>(
        &self,
        admitted: Admitted,
        opening: impl Future<Output = std::io::Result<(S, B)>> + Send + 'static,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let feed = self.feed.clone();
        self.runtime.spawn(async move {
            // In memory of its own: the task lives for months.
            match Box::pin(opening).await {
                Ok((stream, first)) => feed.serve(stream, first.as_ref(), admitted).await,
                Err(error) => {
                    tracing::debug!(%error, server = %admitted.server, "a stream of the feed was not opened");
                }
            }
        });
    }

    /// Tells every server when to come back, and closes all streams.
    pub async fn stop(&self) {
        self.feed.stop(CLOSING).await;
    }

    /// What has happened so far.
    pub fn counts(&self) -> FeedCounts {
        self.feed.counts()
    }
}

impl Control {
    /// Opens the feed on a runtime, once; a later call gives the same one.
    pub fn open_feed(self: &Arc<Self>, runtime: Handle, settings: FeedSettings) -> OpenFeed {
        let opened = self.feed.get_or_init(|| {
            let control: Weak<Self> = Arc::downgrade(self);
            let record = Arc::new(Record::new(control));
            OpenFeed {
                feed: Feed::new(Arc::clone(&record) as _, record as _, settings),
                runtime,
            }
        });
        opened.clone()
    }

    /// The feed, if this process has opened it.
    pub fn feed(&self) -> Option<&OpenFeed> {
        self.feed.get()
    }

    /// A log has grown, or has begun a new epoch: say so after the commit. The fleet hears of it, and the feed looks at once
    /// instead of within a second.
    pub fn log_moved(&self, head: &LogHead) {
        self.fleet().head_moved(head);
        self.growth.one();
        if let Some(open) = self.feed() {
            open.feed.head_moved(&LogKey {
                tenant: head.tenant.clone(),
                platform: head.platform,
                environment: head.environment,
            });
        }
    }
}
