//! What a list can be filtered and ordered by.

/// What a field holds: how its values are written in a filter, and which comparisons make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, compared by code point.
    Text,
    /// A whole number from 0 to 2^63 - 1.
    Number,
    /// A time such as `2019-05-02T22:49:52Z`.
    Time,
    /// A UUID; equality alone.
    Uuid,
    /// One of these texts, each with the one that the record has for it; equality alone.
    Choice(&'static [(&'static str, &'static str)]),
    /// `true` or `false`; equality alone.
    Boolean,
}

impl FieldKind {
    /// Whether the values have an order that a filter may ask for.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Time)
    }
}

/// One field of a list: the name that callers write, and the list's own name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<F> {
    /// As callers write it.
    pub name: &'static str,
    /// What the list calls it.
    pub field: F,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether the list can be filtered by it.
    pub filters: bool,
    /// Whether the list can be ordered by it.
    pub orders: bool,
}
