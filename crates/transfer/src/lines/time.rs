//! Moments as text, `2019-05-02T22:49:52Z`, with a `Z` and without a fraction.

use landfall_core::id::Timestamp;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(super) fn serialize<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(time)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(from)?;
    if !text.ends_with('Z') {
        return Err(D::Error::custom(format!(
            "time {text:?} is malformed: UTC in the form 2019-05-02T22:49:52Z"
        )));
    }
    text.parse().map_err(D::Error::custom)
}

/// Moments that may be missing.
pub(super) mod option {
    use landfall_core::id::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Present(#[serde(with = "super")] Timestamp);

    #[expect(clippy::ref_option, reason = "serde's signature")]
    pub(in crate::lines) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Present).serialize(to)
    }

    pub(in crate::lines) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let present = Option::<Present>::deserialize(from)?;
        Ok(present.map(|present| present.0))
    }
}
