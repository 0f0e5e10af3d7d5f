//! A stream of server-sent events that tell what happens. It holds a position and nothing else; an event's text is made once
//! for all streams.

use std::{convert::Infallible, time::Duration};

use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::stream::unfold;
use landfall_control::events::{EventWatch, Heard, Told};
use landfall_core::model::Event;
use tokio::time::{Instant, sleep, sleep_until};

use super::streaming::{CHECK, Checked, SILENCE};
use crate::wire::{EventView, json};

/// How long to wait before the store is asked again when it does not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// Where a stream is.
struct Stream {
    watch: EventWatch,
    checked: Checked,
    /// Whether nothing has been sent yet.
    is_new: bool,
    silent_until: Instant,
    check_at: Instant,
    has_ended: bool,
}

/// The events of a watch.
pub(super) fn body(watch: EventWatch, checked: Checked) -> Body {
    let now = Instant::now();
    let stream = Stream {
        watch,
        checked,
        is_new: true,
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
        if std::mem::take(&mut self.is_new) {
            return Some(self.alive());
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
                heard = self.watch.next() => match heard? {
                    Heard::Events(told) => {
                        self.silent_until = Instant::now() + SILENCE;
                        return Some(together(&told));
                    }
                    Heard::Behind => {
                        self.has_ended = true;
                        return Some(behind(self.watch.position()));
                    }
                    Heard::Unavailable => sleep(AGAIN).await,
                },
                () = sleep_until(self.silent_until) => {
                    self.silent_until = Instant::now() + SILENCE;
                    return Some(self.alive());
                }
            }
        }
        None
    }

    /// Shows that the stream lives, and where it is: whoever connects again does not begin further behind, though nothing was
    /// for them. No event is made of it.
    fn alive(&self) -> Bytes {
        format!(":\nid: {}\n\n", self.watch.position()).into()
    }
}

fn together(told: &[std::sync::Arc<Told>]) -> Bytes {
    if let [one] = told {
        return one.written(written);
    }
    let texts: Vec<Bytes> = told.iter().map(|told| told.written(written)).collect();
    let mut all = BytesMut::with_capacity(texts.iter().map(Bytes::len).sum());
    for text in texts {
        all.put(text);
    }
    all.freeze()
}

/// An event. It has no type of its own, so that whoever listens to all hears it.
fn written(event: &Event) -> Bytes {
    let mut text = format!("id: {}\ndata: ", event.position).into_bytes();
    text.extend(json(&EventView::from(event.clone())));
    text.extend(b"\n\n");
    text.into()
}

/// The last event of a stream that was read too slowly.
fn behind(position: u64) -> Bytes {
    format!("event: behind\nid: {position}\ndata: {{\"position\":\"{position}\"}}\n\n").into()
}
