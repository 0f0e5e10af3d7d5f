//! Fulfillments, and the same list from its other end.

use landfall_core::model::{Direction, FulfillmentField, FulfillmentOrder};

use super::direction::word;

/// The order of a list.
pub(crate) struct Order {
    keys: Vec<FulfillmentOrder>,
}

impl Order {
    /// The order of `sort`, with ties by id.
    pub(crate) fn new(sort: &[FulfillmentOrder]) -> Self {
        let mut keys = sort.to_vec();
        if !keys.iter().any(|(field, _)| *field == FulfillmentField::Id) {
            keys.push((FulfillmentField::Id, Direction::Ascending));
        }
        Self { keys }
    }

    /// The order of fulfillments that are called `f`.
    pub(crate) fn text(&self) -> String {
        self.written(|direction| direction, " NULLS LAST")
    }

    /// The exact reverse.
    pub(crate) fn reversed(&self) -> String {
        let other_way = |direction| match direction {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        };
        self.written(other_way, " NULLS FIRST")
    }

    fn written(&self, way: impl Fn(Direction) -> Direction, missing: &str) -> String {
        let keys = self.keys.iter().map(|&(field, direction)| {
            let missing = match field {
                FulfillmentField::Account | FulfillmentField::ExternalAccount => missing,
                _ => "",
            };
            format!("f.{} {}{missing}", column(field), word(way(direction)))
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
        FulfillmentField::User => "\"user\"",
    }
}
