//! What is wrong with a line.

use std::fmt;

/// What is wrong with a line: the member, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    /// The member, such as `organization.profile.address.country`; empty when the whole line is meant.
    pub member: String,
    /// What is wrong with it, and what it should be.
    pub text: String,
}

impl Fault {
    /// A fault of a member.
    pub fn new(member: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            member: member.into(),
            text: text.into(),
        }
    }

    /// A fault of the line as a whole.
    pub fn of_line(text: impl Into<String>) -> Self {
        Self::new("", text)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_empty() {
            f.write_str(&self.text)
        } else {
            write!(f, "{}: {}", self.member, self.text)
        }
    }
}
