//! Forms that many resources share: times, texts that may be missing, names of states.

use landfall_core::{id::Timestamp, model::Status};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A time in UTC, in whole seconds.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2019-05-02T22:49:52Z")]
pub(crate) struct Time(pub(crate) Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A time in UTC, in microseconds.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2019-05-02T22:49:52.000001Z")]
pub(crate) struct PreciseTime(pub(crate) i64);

impl Serialize for PreciseTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = Timestamp::from_seconds(self.0.div_euclid(1_000_000));
        let micros = self.0.rem_euclid(1_000_000);
        serializer.collect_str(&format_args!("{}.{micros:06}Z", seconds.without_zone()))
    }
}

/// An answer as it is written.
pub(crate) fn json(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).expect("answers are made of texts, numbers and lists")
}

/// A text that may be missing: the record keeps it empty then.
pub(crate) fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The words for where an organization or a deployment stands, with the codes that the record has for them.
pub(crate) const STATUSES: &[(&str, &str)] = &[
    ("active", Status::Active.as_str()),
    ("pending", Status::Pending.as_str()),
    ("inactive", Status::Inactive.as_str()),
    ("invalid_address", Status::InvalidAddress.as_str()),
    ("blocked", Status::Blocked.as_str()),
    ("duplicate", Status::Duplicate.as_str()),
];

/// The word for a status.
pub(crate) fn status(status: Status) -> &'static str {
    let word = STATUSES.iter().find(|(_, code)| *code == status.as_str());
    word.map_or(status.as_str(), |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_word() {
        for &each in Status::ALL {
            assert!(
                status(each).starts_with(|c: char| c.is_ascii_lowercase()),
                "{each}"
            );
        }
        assert_eq!(STATUSES.len(), Status::ALL.len());
    }

    #[test]
    fn times_are_written_in_utc() {
        let seconds = Time("2019-05-02T22:49:52Z".parse().unwrap());
        assert_eq!(
            serde_json::to_string(&seconds).unwrap(),
            "\"2019-05-02T22:49:52Z\""
        );
        let micros = PreciseTime(1_556_837_392_000_042);
        assert_eq!(
            serde_json::to_string(&micros).unwrap(),
            "\"2019-05-02T22:49:52.000042Z\""
        );
        assert_eq!(
            serde_json::to_string(&PreciseTime(-1)).unwrap(),
            "\"1969-12-31T23:59:59.999999Z\""
        );
    }
}
