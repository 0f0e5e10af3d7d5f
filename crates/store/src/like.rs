//! Patterns over names in SQL's own form, with `\` as the escape.

use landfall_core::{model::NamePattern, rules::search::folded};

/// The pattern for folded text.
pub(crate) fn like(pattern: &NamePattern) -> String {
    let literal = |piece: &str| {
        folded(piece)
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    };
    let pieces = pattern.pieces().into_iter().map(literal);
    pieces.collect::<Vec<_>>().join("%")
}
