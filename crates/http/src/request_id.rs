//! The operator's name for one request.
//!
//! It joins the lines that a request leaves in the log. What a caller sends as its own id, and what it is answered, is each face's
//! affair.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use http::Extensions;
use ring::rand::{SecureRandom as _, SystemRandom};
use uuid::{Builder, Uuid};

/// A UUID of version 7, unique and sorted by time; in the request's extensions of every request that came through
/// [`Faces`](crate::faces::Faces).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(Uuid);

/// Where this process's ids start; drawn once, so that an id costs no system call for randomness.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let mut seed = [0; 8];
    SystemRandom::new()
        .fill(&mut seed)
        .expect("the operating system gives randomness");
    u64::from_le_bytes(seed)
});

static DRAWN: AtomicU64 = AtomicU64::new(0);

impl RequestId {
    /// Draws a new id.
    pub fn draw() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the time in an id helps people to find it; nothing is decided by it"
        )]
        let now = SystemTime::now();
        let millis = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_millis());
        let count = DRAWN.fetch_add(1, Ordering::Relaxed);
        let mixed = mix(SEED.wrapping_add(count.wrapping_mul(GOLDEN)));
        let mut tail = [0; 10];
        tail[..2].copy_from_slice(&SEED.to_le_bytes()[..2]);
        tail[2..].copy_from_slice(&mixed.to_be_bytes());
        let millis = u64::try_from(millis).unwrap_or(u64::MAX);
        Self(Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
    }

    /// The id of the request that these extensions belong to; all zeros for a request that came through no [`Faces`](crate::faces::Faces),
    /// as in a test that calls a router directly.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(Uuid::nil()))
    }

    /// The id as a UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of SplitMix64: a bijection, so that different counts never meet.
fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_distinct_and_of_version_7() {
        let ids: HashSet<_> = (0..10_000).map(|_| RequestId::draw()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.uuid().get_version_num() == 7));
    }

    #[test]
    fn a_request_without_an_id_has_the_nil_one() {
        let mut extensions = Extensions::new();
        assert!(RequestId::of(&extensions).uuid().is_nil());
        let id = RequestId::draw();
        extensions.insert(id);
        assert_eq!(RequestId::of(&extensions), id);
    }
}
