//! A stream of server-sent events that show a deploy request land.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::unfold;
use landfall_control::watch::{LandingWatch, Sight, Watched};
use landfall_core::model::DeployOutcome;
use tokio::time::{Instant, sleep_until};

use super::{
    landing::sees_servers,
    streaming::{CHECK, Checked, SILENCE},
};
use crate::wire::LandingView;

/// The least time between two events of a stream.
const APART: Duration = Duration::from_millis(250);
/// A comment.
const COMMENT: &[u8] = b":\n\n";

/// What is shown.
pub(super) type Shown = Arc<Sight>;

/// Where a stream is.
struct Stream {
    watch: LandingWatch,
    checked: Checked,
    /// What is at hand when the stream begins.
    first: Option<Shown>,
    /// When the next event may go out.
    free_at: Instant,
    silent_until: Instant,
    check_at: Instant,
    has_ended: bool,
}

/// The events, the first of which is at hand.
pub(super) fn body(watch: LandingWatch, first: Shown, checked: Checked) -> Body {
    let now = Instant::now();
    let stream = Stream {
        watch,
        checked,
        first: Some(first),
        free_at: now,
        silent_until: now + SILENCE,
        check_at: now + CHECK,
        has_ended: false,
    };
    Body::from_stream(unfold(stream, async |mut stream| {
        let bytes = stream.bytes().await?;
        Some((Ok::<_, Infallible>(bytes), stream))
    }))
}

impl Stream {
    /// The next bytes; none at the end.
    async fn bytes(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(self.event(&first));
        }
        while !self.has_ended {
            tokio::select! {
                biased;
                () = sleep_until(self.check_at) => {
                    self.check_at = Instant::now() + CHECK;
                    if !self.checked.still_may().await {
                        return None;
                    }
                }
                watched = apart(self.free_at, &mut self.watch) => match watched? {
                    Watched::Sight(sight) => return Some(self.event(&sight)),
                    Watched::Unavailable => {}
                },
                () = sleep_until(self.silent_until) => {
                    self.silent_until = Instant::now() + SILENCE;
                    return Some(Bytes::from_static(COMMENT));
                }
            }
        }
        None
    }

    fn event(&mut self, sight: &Sight) -> Bytes {
        let now = Instant::now();
        (self.free_at, self.silent_until) = (now + APART, now + SILENCE);
        self.has_ended = sight.landing.outcome != DeployOutcome::UnderWay;
        let names_servers = sees_servers(&self.checked.caller);
        sight.written(names_servers, |sight| written(sight, names_servers))
    }
}

/// What is seen next, not before it may be shown: by then it may be something newer.
async fn apart(free_at: Instant, watch: &mut LandingWatch) -> Option<Watched> {
    sleep_until(free_at).await;
    watch.next().await
}

/// An event.
fn written(sight: &Sight, names_servers: bool) -> Bytes {
    let kind = match sight.landing.outcome {
        DeployOutcome::UnderWay => "progress",
        outcome => outcome.as_str(),
    };
    let view = LandingView::new(&sight.landing, names_servers);
    let data = serde_json::to_string(&view).expect("answers are made of texts, numbers and lists");
    format!("event: {kind}\nid: {}\ndata: {data}\n\n", sight.number).into()
}
