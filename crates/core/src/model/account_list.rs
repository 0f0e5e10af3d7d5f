//! Lists of accounts as vipmp asks for them: resellers, and a reseller's customers.

use super::{Direction, Status};
use crate::id::{Timestamp, VipmpId};

/// What lists of accounts can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountField {
    /// When the account was made; of one second, by id: the shorter is the smaller, then by bytes.
    CreatedAt,
    /// Its name by code point; of one name, by id in the same way.
    Name,
}

/// Which accounts are wanted, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountQuery {
    /// In one of these statuses.
    pub statuses: Vec<Status>,
    /// Only those whose whole name is like this, letter case aside.
    pub name: Option<NamePattern>,
    /// Made at this moment or later.
    pub from: Option<Timestamp>,
    /// Made at this moment or earlier.
    pub to: Option<Timestamp>,
    /// The order; both of its keys run in that direction.
    pub sort: (AccountField, Direction),
}

/// A text in which each `*` stands for any run of characters and everything else for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern(pub String);

impl NamePattern {
    /// The literal pieces between the stars, in order. There is one star between each and the next, however many were given.
    pub fn pieces(&self) -> Vec<&str> {
        let pieces: Vec<&str> = self.0.split('*').collect();
        let last = pieces.len() - 1;
        let outer =
            |&(place, piece): &(usize, &str)| place == 0 || place == last || !piece.is_empty();
        pieces
            .into_iter()
            .enumerate()
            .filter(outer)
            .map(|(_, piece)| piece)
            .collect()
    }
}

/// What lists show of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    /// Its number.
    pub vipmp_id: VipmpId,
    /// The number of the account it belongs to: a customer's reseller, a reseller's distributor.
    pub above: VipmpId,
    /// Its name.
    pub name: String,
    /// Where it stands in its life.
    pub status: Status,
    /// The partner's own reference; may be empty.
    pub external_reference: String,
    /// When it was made.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_in_a_row_are_one() {
        for (pattern, pieces) in [
            ("", vec![""]),
            ("*", vec!["", ""]),
            ("***", vec!["", ""]),
            ("a", vec!["a"]),
            ("a**b*", vec!["a", "b", ""]),
            ("*a", vec!["", "a"]),
        ] {
            assert_eq!(
                NamePattern(pattern.to_owned()).pieces(),
                pieces,
                "{pattern}"
            );
        }
    }
}
