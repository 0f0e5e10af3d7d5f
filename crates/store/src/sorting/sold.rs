//! Accounts to which something is sold.

use landfall_core::model::{Direction, SoldField, SoldOrder};

use super::direction::word;

/// The status of the account that is the organization `o`.
pub(crate) const STATUS: &str = "CASE WHEN o.status IN ('1004', '1010', '1012', '1014')
         OR (EXISTS (SELECT 1 FROM subscription s WHERE s.account = o.id)
             AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account = o.id AND s.ended_at IS NULL))
       THEN 'deactivated' ELSE 'active' END";

/// The order of such accounts, which are called `o`, with ties by id.
pub(crate) fn sold(sort: &[SoldOrder]) -> String {
    let key = |&(field, direction): &SoldOrder| {
        let (column, missing) = match field {
            SoldField::Id => ("o.id", ""),
            SoldField::CreatedAt => ("o.created_at", ""),
            SoldField::UpdatedAt => ("o.updated_at", ""),
            SoldField::Name => ("o.name", ""),
            SoldField::ExternalReference => ("nullif(o.external_reference, '')", " NULLS LAST"),
            SoldField::Status => (STATUS, ""),
            SoldField::Type => ("o.account_type", " NULLS LAST"),
        };
        format!("{column} {}{missing}", word(direction))
    };
    let mut keys: Vec<String> = sort.iter().map(key).collect();
    if !sort.iter().any(|(field, _)| *field == SoldField::Id) {
        keys.push(key(&(SoldField::Id, Direction::Ascending)));
    }
    keys.join(", ")
}
