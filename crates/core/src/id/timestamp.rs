//! Instants and days. The record keeps whole seconds of UTC: three of the four contracts print no more, and so the order on
//! the wire is the order in the store.

use std::{fmt, str::FromStr};

use jiff::{Span, Timestamp as Instant, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::Malformed;

/// A moment in UTC, in whole seconds since 1970; years 0000 to 9998.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(from = "i64", into = "i64")]
pub struct Timestamp(i64);

impl Timestamp {
    const FIRST: i64 = -62_167_219_200;
    const LAST: i64 = 253_370_764_799;

    /// The moment `seconds` after the start of 1970, held within the years that can be printed.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(Self::FIRST, Self::LAST))
    }

    /// Seconds since the start of 1970.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later (earlier when negative).
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }

    /// The day this moment lies in.
    pub fn date(self) -> Date {
        Date(self.civil().date())
    }

    /// `2021-11-08T06:50:04`: the form without a zone (metallic contract, section 1; group dates of vipmp).
    pub fn without_zone(self) -> impl fmt::Display {
        self.civil()
    }

    fn civil(self) -> civil::DateTime {
        let instant = Instant::from_second(self.0).expect("clamped into the range at construction");
        TimeZone::UTC.to_datetime(instant)
    }
}

impl From<i64> for Timestamp {
    fn from(seconds: i64) -> Self {
        Self::from_seconds(seconds)
    }
}

impl From<Timestamp> for i64 {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

/// `2019-05-02T22:49:52Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.civil())
    }
}

/// Reads `2019-05-02T22:49:52`, with or without the `Z`; no fraction, no other zone.
impl FromStr for Timestamp {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("time", text, "UTC in the form 2019-05-02T22:49:52Z");
        let bare = text.strip_suffix('Z').unwrap_or(text);
        if bare.len() != 19 || bare.as_bytes().get(10) != Some(&b'T') {
            return Err(malformed());
        }
        let civil: civil::DateTime = bare.parse().map_err(|_| malformed())?;
        let zoned = TimeZone::UTC.to_timestamp(civil).map_err(|_| malformed())?;
        let time = Self::from_seconds(zoned.as_second());
        // Leap seconds and years that are out of range are read as a neighbour; their text would not survive.
        if time.without_zone().to_string() == bare {
            Ok(time)
        } else {
            Err(malformed())
        }
    }
}

/// A day of the civil calendar, printed `2020-05-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

impl Date {
    /// The first moment of the day, UTC.
    pub fn start(self) -> Timestamp {
        let seconds = TimeZone::UTC
            .to_timestamp(self.0.to_datetime(civil::Time::midnight()))
            .map_or(0, Instant::as_second);
        Timestamp::from_seconds(seconds)
    }

    /// The same day so many months later, or the month's last where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: u8) -> Self {
        Self(self.0.saturating_add(Span::new().months(months)))
    }

    /// The last moment of the day, UTC.
    pub fn end(self) -> Timestamp {
        self.start().plus(24 * 3600 - 1)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let date: Result<civil::Date, _> = text.parse();
        match date {
            Ok(date) if text.len() == 10 && date.year() >= 0 && date.to_string() == text => {
                Ok(Self(date))
            }
            _ => Err(Malformed::new("date", text, "a day in the form 2020-05-02")),
        }
    }
}

impl TryFrom<String> for Date {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_both_forms() {
        let time: Timestamp = "2019-05-02T22:49:52Z".parse().unwrap();
        assert_eq!(time.seconds(), 1_556_837_392);
        assert_eq!(time.to_string(), "2019-05-02T22:49:52Z");
        assert_eq!(time.without_zone().to_string(), "2019-05-02T22:49:52");
        assert_eq!(time.date().to_string(), "2019-05-02");
        assert_eq!(time.date().start().to_string(), "2019-05-02T00:00:00Z");
        assert_eq!(time.date().end().to_string(), "2019-05-02T23:59:59Z");
    }

    #[test]
    fn months_later() {
        for (day, months, later) in [
            ("2026-03-02", 12, "2027-03-02"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-03-02", 23, "2028-02-02"),
            ("9999-12-31", 1, "9999-12-31"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(day.plus_months(months).to_string(), later);
        }
    }

    #[test]
    fn refuses_other_forms() {
        for bad in [
            "",
            "2019-05-02",
            "2019-05-02T22:49:52.0Z",
            "2019-05-02T22:49:52+00:00",
            "2019-02-30T00:00:00Z",
            "2019-05-02 22:49:52Z",
            "2016-12-31T23:59:60Z",
            "9999-01-01T00:00:00Z",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad:?}");
        }
        for bad in ["2019-13-01", "2019-1-01", "20190101", "+02019-01-01"] {
            assert!(bad.parse::<Date>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_survives(seconds in Timestamp::FIRST..=Timestamp::LAST) {
            let time = Timestamp::from_seconds(seconds);
            proptest::prop_assert_eq!(time.to_string().parse::<Timestamp>().unwrap(), time);
            proptest::prop_assert_eq!(time.without_zone().to_string().len(), 19);
            proptest::prop_assert_eq!(time.date().to_string().parse::<Date>().unwrap(), time.date());
        }

        #[test]
        fn never_panics(seconds: i64, text in ".{0,30}") {
            let _ = Timestamp::from_seconds(seconds).to_string();
            let _ = text.parse::<Timestamp>();
            let _ = text.parse::<Date>();
        }
    }
}
