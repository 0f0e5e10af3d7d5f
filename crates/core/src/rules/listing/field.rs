//! What a list can be filtered and ordered by.

/// What a field holds: how its values are written in a filter, and which comparisons make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, compared by code point.
    Text,
    /// A whole number from 0 to 2^63 - 1.
    Number,
    /// A time in whole seconds such as `2019-05-02T22:49:52Z`.
    Time,
    /// A time in microseconds such as `2019-05-02T22:49:52.000042Z`.
    PreciseTime,
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
        matches!(
            self,
            Self::Text | Self::Number | Self::Time | Self::PreciseTime
        )
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
    /// Whether items may be without it: `= null` finds those, `!= null` the others.
    pub may_be_null: bool,
}

impl<F: Copy> Field<F> {
    /// The same field, which items may be without.
    #[must_use]
    pub const fn or_null(self) -> Self {
        Self {
            name: self.name,
            field: self.field,
            kind: self.kind,
            filters: self.filters,
            orders: self.orders,
            may_be_null: true,
        }
    }
}
