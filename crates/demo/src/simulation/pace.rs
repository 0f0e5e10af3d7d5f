//! How fast the servers finish that the examples show as not done.

use std::{str::FromStr, time::Duration};

use jiff::SignedDuration;
use landfall_control::ControlError;

/// What the waiting servers of platform adn do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// They stay where the examples show them.
    #[default]
    Hold,
    /// They finish one after the other, evenly over this time from the start of the simulation.
    Over(Duration),
}

/// Reads `hold`, or a time such as `90s`, `5m` or `1h 30m`.
impl FromStr for Pace {
    type Err = ControlError;

    fn from_str(text: &str) -> Result<Self, ControlError> {
        if text == "hold" {
            return Ok(Self::Hold);
        }
        let malformed = || {
            ControlError::Invalid(format!(
                "the pace {text:?} is neither `hold` nor a time such as `90s` or `5m`"
            ))
        };
        let time: SignedDuration = text.parse().map_err(|_| malformed())?;
        Duration::try_from(time)
            .map(Self::Over)
            .map_err(|_| malformed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hold_and_times() {
        for (text, pace) in [
            ("hold", Pace::Hold),
            ("0s", Pace::Over(Duration::ZERO)),
            ("90s", Pace::Over(Duration::from_secs(90))),
            ("5m", Pace::Over(Duration::from_mins(5))),
            ("1h 30m", Pace::Over(Duration::from_mins(90))),
            ("250ms", Pace::Over(Duration::from_millis(250))),
        ] {
            assert_eq!(text.parse::<Pace>().unwrap(), pace, "{text}");
        }
        for bad in ["", "Hold", "5", "-5m", "5 fortnights", "9999999999999999h"] {
            assert!(bad.parse::<Pace>().is_err(), "{bad:?}");
        }
    }
}
