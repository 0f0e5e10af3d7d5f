//! Why a filter or an order was not understood.

use std::fmt;

/// What is wrong with a `filter` or an `order_by`, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {reason}")]
pub struct ListingError {
    /// The character at fault, counted from 1; one behind the last when the text ends too early.
    pub position: usize,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The text is longer than so many bytes.
    TooLong(usize),
    /// More comparisons, values or keys than so many.
    TooMany(&'static str, usize),
    /// Something else should stand here.
    Expected(&'static str),
    /// The list has no field of that name; these it has.
    UnknownField(String, Vec<&'static str>),
    /// A field cannot be compared in that way.
    Operator(&'static str, &'static str),
    /// A value is not one that the field can have: its name and what it takes.
    Value(&'static str, String),
    /// A field that every item has is compared with null.
    NeverNull(&'static str),
    /// Null is compared in a way that means nothing.
    Null,
    /// A field is named twice.
    Twice(&'static str),
    /// A quote is not closed.
    Unclosed,
    /// Brackets group nothing here.
    Grouping,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(most) => write!(f, "the text is longer than {most} bytes"),
            Self::TooMany(what, most) => write!(f, "there are more than {most} {what}"),
            Self::Expected(what) => write!(f, "expected {what}"),
            Self::UnknownField(name, fields) => {
                write!(
                    f,
                    "there is no field {name:?} here; there are: {}",
                    fields.join(", ")
                )
            }
            Self::Operator(field, takes) => write!(f, "{field} takes {takes} only"),
            Self::Value(field, takes) => write!(f, "{field} takes {takes}"),
            Self::NeverNull(field) => write!(
                f,
                "{field} is never null; the text \"null\" stands in double quotes"
            ),
            Self::Null => {
                f.write_str("null takes = and != only; the text \"null\" stands in double quotes")
            }
            Self::Twice(field) => write!(f, "{field} is named twice"),
            Self::Unclosed => f.write_str("the quote that opens here is not closed"),
            Self::Grouping => {
                f.write_str("comparisons are joined by AND alone; nothing is grouped")
            }
        }
    }
}
