//! A description of texts in one of the three forms, ready to be tried.

use std::{borrow::Cow, sync::Arc};

use super::{Effort, Regex, Wildcard};

/// Whether a text fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Met {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It was not found out within the steps that are allowed.
    OutOfSteps,
}

/// A description of texts.
#[derive(Debug, Clone)]
pub(in super::super) enum Matcher {
    /// The whole text is one of these, which are in lower case if letter case is ignored.
    Literal(Vec<String>),
    /// The whole text fits.
    Wildcard(Wildcard),
    /// Something in the text fits.
    Regex(Arc<Regex>),
}

impl Matcher {
    /// Whether the text fits; `ignore_case` is what the matcher was made with.
    pub(in super::super) fn fits(&self, text: &str, ignore_case: bool, effort: &mut Effort) -> Met {
        let folded = || {
            if ignore_case {
                Cow::Owned(text.to_ascii_lowercase())
            } else {
                Cow::Borrowed(text)
            }
        };
        match self {
            Self::Literal(texts) => {
                let text = folded();
                if texts.iter().any(|literal| *literal == text) {
                    Met::Yes
                } else {
                    Met::No
                }
            }
            Self::Wildcard(wildcard) => wildcard.fits(&folded(), effort),
            Self::Regex(regex) => match regex.is_met(text, effort) {
                Ok(true) => Met::Yes,
                Ok(false) => Met::No,
                Err(_) => Met::OutOfSteps,
            },
        }
    }
}
