//! One line in the log for every request, and one call to whoever counts them.
//!
//! The line goes to the target `access`. It never has the query, a header's value or a body, since each of them may carry a secret.

use std::time::{Duration, Instant};

use http::{Method, Uri};

use crate::peer::Peer;
use crate::request_id::RequestId;

/// Whoever counts requests; called once for each, on the thread that serves it, so it must be quick.
pub trait Observer: Send + Sync + 'static {
    /// A request of the face `dialect` has its answer's head after `duration`, or was given up by its caller
    /// (status [`CLOSED_BY_CALLER`]).
    fn finished(&self, dialect: &'static str, method: &Method, status: u16, duration: Duration);
}

/// Counts nothing.
impl Observer for () {
    fn finished(&self, _: &'static str, _: &Method, _: u16, _: Duration) {}
}

/// The status logged for a request whose caller went away before the answer; it is never sent.
pub const CLOSED_BY_CALLER: u16 = 499;

/// The label of requests that no face claims.
pub const NO_DIALECT: &str = "none";

/// How much of a path, or of a method that somebody made up, goes into the log, in bytes.
const LOGGED_TEXT: usize = 1_024;

/// A request on its way, from its head to its answer's head.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) dialect: &'static str,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) peer: Peer,
    pub(crate) id: RequestId,
    pub(crate) started: Instant,
}

impl Record {
    /// Writes the line and tells the observer.
    pub(crate) fn finish(&self, status: u16, observer: &dyn Observer) {
        let duration = self.started.elapsed();
        tracing::info!(
            target: "access",
            request_id = %self.id,
            dialect = self.dialect,
            method = shortened(self.method.as_str()),
            path = shortened(self.uri.path()),
            status,
            duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
            peer = %self.peer.address,
            secure = self.peer.secure,
        );
        observer.finished(self.dialect, &self.method, status, duration);
    }
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOGGED_TEXT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let path = format!("/{}", "é".repeat(1_000));
        assert_eq!(shortened(&path).len(), 1_023);
        assert_eq!(shortened("/short"), "/short");
    }
}
