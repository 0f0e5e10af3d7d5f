//! The order of a list, and the same from its other end.

use landfall_core::model::{Direction, FulfillmentField, FulfillmentOrder};

/// The order of a list. Text is compared by bytes, which for UTF-8 is by code point, and UUIDs as blobs order as their text
/// does.
pub(super) struct Order {
    keys: Vec<FulfillmentOrder>,
}

impl Order {
    /// The order of `sort`, with ties by id.
    pub(super) fn new(sort: &[FulfillmentOrder]) -> Self {
        let mut keys = sort.to_vec();
        if !keys.iter().any(|(field, _)| *field == FulfillmentField::Id) {
            keys.push((FulfillmentField::Id, Direction::Ascending));
        }
        Self { keys }
    }

    /// As SQL's `ORDER BY` has it; `from_end` gives the exact reverse.
    pub(super) fn text(&self, from_end: bool) -> String {
        let keys = self.keys.iter().map(|&(field, direction)| {
            let direction = match (direction, from_end) {
                (Direction::Ascending, false) | (Direction::Descending, true) => "ASC",
                (Direction::Descending, false) | (Direction::Ascending, true) => "DESC",
            };
            let missing = match field {
                FulfillmentField::Account | FulfillmentField::ExternalAccount if from_end => {
                    " NULLS FIRST"
                }
                FulfillmentField::Account | FulfillmentField::ExternalAccount => " NULLS LAST",
                _ => "",
            };
            format!("f.{} {direction}{missing}", column(field))
        });
        keys.collect::<Vec<_>>().join(", ")
    }
}

fn column(field: FulfillmentField) -> &'static str {
    match field {
        FulfillmentField::Id => "id",
        FulfillmentField::CreatedAt => "created_at",
        FulfillmentField::UpdatedAt => "updated_at",
        FulfillmentField::Status => "status",
        FulfillmentField::Account => "account",
        FulfillmentField::ExternalAccount => "external_account_id",
        FulfillmentField::Kind => "kind",
        FulfillmentField::User => "user",
    }
}
