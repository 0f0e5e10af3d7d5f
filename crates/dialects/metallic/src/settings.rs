//! What may be set about this dialect.

use landfall_control::access::CallKind;
use serde::{Deserialize, Serialize};

/// The hourly limits of a partner organization (metallic contract, section 2); 0 is no limit, which is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetallicSettings {
    /// GET and HEAD calls an hour.
    pub reads_per_hour: u32,
    /// All other calls an hour, but for requests of tokens.
    pub writes_per_hour: u32,
}

impl MetallicSettings {
    /// The limit for calls of that kind.
    pub(crate) fn per_hour(self, kind: CallKind) -> u32 {
        match kind {
            CallKind::Read => self.reads_per_hour,
            CallKind::Write => self.writes_per_hour,
        }
    }
}
