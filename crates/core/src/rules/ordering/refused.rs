//! Why an order is refused.

use crate::rules::shown::Unfit;

/// Why an order is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Members are missing or cannot be; the paths are into the body, such as `account.contacts[0].email`. In the order of the checks,
    /// one at least.
    Unfit(Vec<Unfit>),
    /// There is no order of that external id that made lines of the account.
    NoOriginal,
    /// The value of this member is used already.
    Taken(&'static str),
    /// It cannot be done as things are; a sentence.
    NotNow(&'static str),
}

impl Refused {
    /// A member that has to be something else.
    pub(super) fn unfit(
        member: impl Into<String>,
        rule: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Self {
        Self::Unfit(vec![Unfit {
            member: member.into(),
            rule: rule.into(),
        }])
    }
}

impl From<Vec<Unfit>> for Refused {
    fn from(unfit: Vec<Unfit>) -> Self {
        Self::Unfit(unfit)
    }
}
