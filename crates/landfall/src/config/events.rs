//! How long events are kept.

use landfall_control::EventSettings;
use serde::{Deserialize, Serialize};

/// Seconds of a request that are not for waiting.
const SPARE: u64 = 5;

/// How long events are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventKeeping {
    /// Days for which an event is kept, 1 to 36500; 0 for ever.
    pub(crate) retention_days: u32,
}

impl Default for EventKeeping {
    fn default() -> Self {
        Self {
            retention_days: EventSettings::default().retention_days,
        }
    }
}

impl EventKeeping {
    /// What is out of range; none if nothing is.
    pub(crate) fn fault(&self) -> Option<String> {
        (self.retention_days > 36_500)
            .then(|| "events.retention_days must be from 0 to 36500".to_owned())
    }

    /// As the use cases want it, where a request may take so many seconds.
    pub(crate) fn settings(&self, request_seconds: u64) -> EventSettings {
        let spared = request_seconds.saturating_sub(SPARE);
        let longest = EventSettings::default().longest_wait;
        EventSettings {
            retention_days: self.retention_days,
            longest_wait: u32::try_from(spared).unwrap_or(longest).min(longest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        let keeping = |retention_days| EventKeeping { retention_days };
        assert_eq!(EventKeeping::default().fault(), None);
        assert_eq!(keeping(0).fault(), None);
        assert!(keeping(36_501).fault().unwrap().starts_with("events."));
    }

    #[test]
    fn a_wait_is_over_before_its_request_is() {
        let longest = |seconds| EventKeeping::default().settings(seconds).longest_wait;
        assert_eq!([3, 12, 30, 600].map(longest), [0, 7, 20, 20]);
    }
}
