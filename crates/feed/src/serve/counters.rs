//! What has happened on the feed, in numbers.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Numbers that only grow, from the start of the process.
        #[derive(Debug, Default)]
        pub(super) struct Counters {
            $(pub(super) $name: Counter,)+
        }

        /// What has happened on the feed since the process started.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct FeedCounts {
            /// Streams that are open now.
            pub open: u64,
            $($(#[$doc])* pub $name: u64,)+
        }

        impl Counters {
            pub(super) fn read(&self, open: usize) -> FeedCounts {
                FeedCounts {
                    open: open as u64,
                    $($name: self.$name.get(),)+
                }
            }
        }
    };
}

counters! {
    /// Streams that got their welcome.
    welcomed,
    /// Alarms: a second agent came with the credential of a server that had one, and the first was cut off.
    fenced,
    /// Streams closed because their credential was revoked.
    revoked,
    /// Streams closed because nothing was heard, or nothing was taken.
    silent,
    /// Streams closed because of what they sent.
    malformed,
    /// Streams turned away: too many, the wrong server, no common version, not the owner, stopping.
    refused,
    /// Changes handed to streams.
    changes,
    /// Bytes handed to streams.
    bytes,
    /// Resyncs begun.
    resyncs,
    /// Epochs begun because a server had a history that is not the log's.
    astray,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn one(&self) {
        self.add(1);
    }

    pub(super) fn add(&self, number: u64) {
        self.0.fetch_add(number, Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
