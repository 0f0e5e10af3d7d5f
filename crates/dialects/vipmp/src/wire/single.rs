//! A query parameter that may be given once.

/// What was given for it.
#[derive(Default)]
pub(super) enum Single<T> {
    #[default]
    Absent,
    Given(T),
    Bad,
}

/// What was given cannot be, or was given twice.
pub(super) struct Bad;

impl<T> Single<T> {
    /// Takes a value; none for one that cannot be.
    pub(super) fn take(&mut self, value: Option<T>) {
        *self = match (&self, value) {
            (Self::Absent, Some(value)) => Self::Given(value),
            _ => Self::Bad,
        };
    }

    /// The value, if one was given.
    pub(super) fn given(self) -> Result<Option<T>, Bad> {
        match self {
            Self::Absent => Ok(None),
            Self::Given(value) => Ok(Some(value)),
            Self::Bad => Err(Bad),
        }
    }

    /// The value, or the default; none if it was bad.
    pub(super) fn or(self, default: T) -> Option<T> {
        self.given().ok().map(|given| given.unwrap_or(default))
    }
}

/// A number of decimal digits alone. One that is too large for us stands for the largest: it is beyond every limit and
/// every list all the same.
pub(super) fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// The limit that a page gets: the one asked for, but no more than `maximum`; none for 0 and for a bad one.
pub(super) fn limit(asked: Single<u64>, default: u32, maximum: u32) -> Option<u32> {
    let asked = asked.or(default.into()).filter(|limit| *limit > 0)?;
    Some(u32::try_from(asked).map_or(maximum, |asked| asked.min(maximum)))
}
