//! How long change logs keep what nobody needs any more.

use landfall_control::ChangeRetention;
use serde::{Deserialize, Serialize};

/// How long change logs keep what nobody needs any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChangeSettings {
    /// Seconds after which an entry may go that newer ones have superseded, 0 to 86400.
    pub(crate) compact_after_seconds: u32,
    /// Days for which tombstones are kept, 1 to 3650.
    pub(crate) tombstone_days: u32,
}

impl Default for ChangeSettings {
    fn default() -> Self {
        let kept = ChangeRetention::default();
        Self {
            compact_after_seconds: kept.compact_after_seconds,
            tombstone_days: kept.tombstone_days,
        }
    }
}

impl ChangeSettings {
    /// What is out of range; none if nothing is.
    pub(crate) fn fault(&self) -> Option<String> {
        if self.compact_after_seconds > 86_400 {
            return Some("changes.compact_after_seconds must be from 0 to 86400".to_owned());
        }
        if !(1..=3650).contains(&self.tombstone_days) {
            return Some("changes.tombstone_days must be from 1 to 3650".to_owned());
        }
        None
    }

    /// As the use cases want it.
    pub(crate) fn retention(&self) -> ChangeRetention {
        ChangeRetention {
            compact_after_seconds: self.compact_after_seconds,
            tombstone_days: self.tombstone_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        let settings = |compact_after_seconds, tombstone_days| ChangeSettings {
            compact_after_seconds,
            tombstone_days,
        };
        assert_eq!(ChangeSettings::default().fault(), None);
        assert_eq!(settings(0, 3650).fault(), None);
        for (settings, name) in [
            (settings(86_401, 30), "changes.compact_after_seconds"),
            (settings(600, 0), "changes.tombstone_days"),
            (settings(600, 3651), "changes.tombstone_days"),
        ] {
            assert!(settings.fault().unwrap().starts_with(name));
        }
    }
}
