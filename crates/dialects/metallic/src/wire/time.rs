//! Times, as `2021-11-08T06:50:04`.

use landfall_core::id::Timestamp;
use serde::{Serialize, Serializer};

/// A moment without its zone, which is UTC.
pub(super) struct Time(pub(super) Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.without_zone())
    }
}
