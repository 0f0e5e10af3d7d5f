//! What may be set about the feed.

use std::time::Duration;

use landfall_protocol::limits;

/// What may be set about the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSettings {
    /// Streams at a time; more are refused as busy.
    pub connections: usize,
    /// How long a new stream may take to its hello.
    pub hello: Duration,
    /// How often a side says something at least.
    pub heartbeat: Duration,
    /// How long a server may say nothing until its stream is closed.
    pub lease: Duration,
    /// How long a server may take nothing of what is being sent to it.
    pub stall: Duration,
    /// How long the last words to a server may take.
    pub farewell: Duration,
    /// How often a log is looked at when nobody says that it has grown.
    pub poll: Duration,
    /// Messages that a server may send between two heartbeats of ours.
    pub messages: u32,
    /// Bytes of the newest changes that are kept for all streams of a log.
    pub recent_bytes: usize,
    /// Bytes of a stretch that is read for those who are further behind.
    pub stretch_bytes: usize,
    /// Bytes of such stretches that are kept for each log.
    pub stretches_bytes: usize,
    /// Stretches that are read at a time for each log.
    pub reads: usize,
    /// How many servers may connect again in a second: what a reconnect window is reckoned from.
    pub reconnects_a_second: usize,
}

impl Default for FeedSettings {
    fn default() -> Self {
        Self {
            connections: 100_000,
            hello: Duration::from_secs(10),
            heartbeat: Duration::from_secs(limits::HEARTBEAT_SECONDS.into()),
            lease: Duration::from_secs(limits::LEASE_SECONDS.into()),
            stall: Duration::from_mins(1),
            farewell: Duration::from_secs(1),
            poll: Duration::from_secs(1),
            messages: 20_000,
            recent_bytes: 8 * 1024 * 1024,
            stretch_bytes: 256 * 1024,
            stretches_bytes: 8 * 1024 * 1024,
            reads: 4,
            reconnects_a_second: 2_000,
        }
    }
}

impl FeedSettings {
    /// Over how many seconds that many servers spread their attempts to connect again: 1 to 60.
    pub(super) fn reconnect_seconds(&self, servers: usize) -> u16 {
        let seconds = servers.div_ceil(self.reconnects_a_second.max(1));
        u16::try_from(seconds.clamp(1, 60)).unwrap_or(60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_thousand_servers_come_back_within_two_seconds() {
        let settings = FeedSettings::default();
        assert_eq!(settings.reconnect_seconds(0), 1);
        assert_eq!(settings.reconnect_seconds(4_000), 2);
        assert_eq!(settings.reconnect_seconds(1_000_000), 60);
    }
}
