//! Accounts of one kind, by their creation or name; of equal ones by number.

use landfall_core::model::{AccountField, Direction};

use super::direction::word;

/// The order of accounts, which are called `o`.
pub(crate) fn accounts((field, direction): (AccountField, Direction)) -> String {
    let field = match field {
        AccountField::CreatedAt => "o.created_at",
        AccountField::Name => "o.name",
    };
    let direction = word(direction);
    format!("{field} {direction}, length(o.vipmp_id) {direction}, o.vipmp_id {direction}")
}
