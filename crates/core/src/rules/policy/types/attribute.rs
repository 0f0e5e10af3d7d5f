//! Attributes: their names and what they take.

/// An attribute of a match or a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Attribute {
    /// Its name, with hyphens.
    pub(in super::super) name: &'static str,
    /// What it takes.
    pub(in super::super) takes: Takes,
    /// Whether it must be there.
    pub(in super::super) required: bool,
}

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Takes {
    /// Words: a text with spaces between them, or a list of such texts.
    Words,
    /// A text.
    Text,
    /// A text, or a list of texts.
    Texts,
    /// True or false, also as a text with or without a capital.
    Flag,
    /// A whole number, also as a text.
    Number,
    /// Whole numbers: one, a text with spaces between them, or a list of either.
    Numbers,
    /// One of these texts; a number is taken by its digits.
    OneOf(&'static [&'static str]),
}

/// An attribute that must be there.
pub(super) const fn needs(name: &'static str, takes: Takes) -> Attribute {
    Attribute {
        name,
        takes,
        required: true,
    }
}

/// An attribute that may be there.
pub(super) const fn may(name: &'static str, takes: Takes) -> Attribute {
    Attribute {
        name,
        takes,
        required: false,
    }
}
