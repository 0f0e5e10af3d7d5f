//! What is wrong with a policy, and where.

use serde::{Deserialize, Serialize};

/// So many findings are told of one policy; what is more than that is only said to be there. A hostile body could otherwise make
/// an answer many times its own size.
pub const MOST_FINDINGS: usize = 1000;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Where: an RFC 6901 pointer into the request's body, or into the stored policy.
    pub pointer: String,
    /// What is wrong there: a sentence for people.
    pub description: String,
}

/// The findings about one policy, in the order of their discovery.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    more: bool,
}

impl Findings {
    /// Adds one.
    pub(super) fn add(&mut self, pointer: &Pointer, description: impl Into<String>) {
        if self.found.len() < MOST_FINDINGS {
            self.found.push(Finding {
                pointer: pointer.to_string(),
                description: description.into(),
            });
        } else {
            self.more = true;
        }
    }

    /// Whether nothing more needs to be looked for, because it would not be told.
    pub(super) fn is_full(&self) -> bool {
        self.more
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// What was found, with a last word if there is more.
    pub(super) fn into_vec(mut self) -> Vec<Finding> {
        if self.more {
            self.found.push(Finding {
                pointer: String::new(),
                description: format!(
                    "There is more; the first {MOST_FINDINGS} findings are listed."
                ),
            });
        }
        self.found
    }
}

/// A place in a document, as an RFC 6901 pointer that is built while the document is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Pointer(String);

impl Pointer {
    /// The place of a member or an element.
    pub(super) fn at(&self, step: impl std::fmt::Display) -> Self {
        let mut place = self.clone();
        place.push(step);
        place
    }

    /// How long the pointer is, to come [`back`](Self::back) to it.
    pub(super) fn mark(&self) -> usize {
        self.0.len()
    }

    /// Steps into a member or an element.
    pub(super) fn push(&mut self, step: impl std::fmt::Display) {
        let step = step.to_string();
        self.0.push('/');
        for character in step.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// Steps back to where it was at a mark.
    pub(super) fn back(&mut self, mark: usize) {
        self.0.truncate(mark);
    }
}

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_what_separates_them() {
        let root = Pointer::default();
        assert_eq!(root.to_string(), "");
        assert_eq!(root.at("a/b").at("~").at(0).to_string(), "/a~1b/~0/0");
    }

    #[test]
    fn of_very_many_findings_the_first_are_told() {
        let mut findings = Findings::default();
        for number in 0..=MOST_FINDINGS {
            assert!(!findings.is_full());
            findings.add(&Pointer::default().at(number), "x");
        }
        assert!(findings.is_full());
        let told = findings.into_vec();
        assert_eq!(told.len(), MOST_FINDINGS + 1);
        assert_eq!(told[MOST_FINDINGS - 1].pointer, "/999");
        assert!(told[MOST_FINDINGS].description.contains("more"));
    }
}
