//! A direction's word.

use landfall_core::model::Direction;

/// The word for a direction.
pub(super) fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    }
}
