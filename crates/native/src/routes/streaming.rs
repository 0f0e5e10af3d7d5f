//! What streams of server-sent events have in common: how one is opened and sent, and that who may no longer see what it shows
//! sees it end.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE},
    request::Parts,
};
use landfall_control::{Control, access::NativeCaller, watch::TooManyWatchers};

use super::call::{organization, with_request_id};
use crate::{auth, error::Problem};

/// The media type of server-sent events.
pub(super) const EVENTS: &str = "text/event-stream";
/// How long a stream is silent at most; then a comment shows that it lives.
pub(super) const SILENCE: Duration = Duration::from_secs(10);
/// How often it is seen whether the caller may still watch. With the half second for which a token is believed, who may not any
/// more has seen the last within one.
pub(super) const CHECK: Duration = Duration::from_millis(400);

/// A caller whose right to watch is looked at again and again.
pub(super) struct Checked {
    control: Arc<Control>,
    /// What they have proven themselves with, without a body.
    head: Parts,
    pub(super) caller: NativeCaller,
}

impl Checked {
    pub(super) fn new(control: &Arc<Control>, head: &Parts, caller: NativeCaller) -> Self {
        Self {
            control: Arc::clone(control),
            head: head.clone(),
            caller,
        }
    }

    /// Whether the caller may still see what they saw at the beginning. While that cannot be found out, they may.
    pub(super) async fn still_may(&self) -> bool {
        let asked = async {
            let proven = auth::proven(&self.control, &self.head).await?;
            let organization = organization(&self.head);
            auth::caller(&self.control, proven, organization.as_deref()).await
        };
        match asked.await {
            Ok(now) => {
                (&now.view, now.administrator) == (&self.caller.view, self.caller.administrator)
            }
            Err(problem) => problem.is_fault_of_ours(),
        }
    }
}

/// Answers a call of that head with a stream, once it is open.
pub(super) async fn streaming(
    head: &Parts,
    opening: impl Future<Output = Result<Body, Problem>>,
) -> Response<Body> {
    let answered = match opening.await {
        Ok(body) => streamed(body),
        Err(problem) => problem.respond(head.uri.path()),
    };
    with_request_id(answered, head)
}

fn streamed(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(EVENTS));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers before they pass them on are told not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// There is no place for another who follows.
pub(super) fn too_many(refused: TooManyWatchers) -> Problem {
    if refused.own {
        Problem::too_many_watchers()
    } else {
        Problem::unavailable()
    }
}
