//! What a change asks of a member.

/// What a change asks of a member: in a JSON body it is not there, `null`, or has a value (RFC 7396).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wish<T> {
    /// Nothing: it stays as it is.
    #[default]
    Unsaid,
    /// To be what it is if nobody says anything.
    Default,
    /// To be this.
    Is(T),
}

impl<T> Wish<T> {
    /// The value that is asked for, if one is.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::Default => None,
        }
    }

    /// What a member becomes that has `now`.
    pub fn over(self, now: Option<T>) -> Option<T> {
        match self {
            Self::Unsaid => now,
            Self::Default => None,
            Self::Is(value) => Some(value),
        }
    }

    /// The same of another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Wish<U> {
        match self {
            Self::Unsaid => Wish::Unsaid,
            Self::Default => Wish::Default,
            Self::Is(value) => Wish::Is(change(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays() {
        assert_eq!(Wish::Unsaid.over(Some(1)), Some(1));
        assert_eq!(Wish::Default.over(Some(1)), None);
        assert_eq!(Wish::Is(2).over(Some(1)), Some(2));
        assert_eq!(Wish::Is(2).map(|it| it + 1).value(), Some(3));
        assert_eq!(Wish::<u8>::Default.value(), None);
    }
}
