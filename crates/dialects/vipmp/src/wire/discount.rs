//! Discount levels.

use landfall_core::model;
use schemars::{JsonSchema, Schema};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::forms;

/// A level for one type of offer.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, transform = levels)]
pub(super) struct Discount<'a> {
    #[schemars(schema_with = "forms::offer_type")]
    offer_type: &'a str,
    level: &'a str,
}

/// Levels have another form for each type of offer.
fn levels(schema: &mut Schema) {
    let of = |offer: &str, level: &str| json!({ "properties": { "offerType": { "const": offer }, "level": { "pattern": level } } });
    let both = json!([
        of("LICENSE", "^(0[1-46-9]|1[2-4])$"),
        of("CONSUMABLES", "^T[1-7B-G]$")
    ]);
    schema.insert("oneOf".to_owned(), both);
}

impl<'a> Discount<'a> {
    pub(super) fn of(discount: &'a model::Discount) -> Self {
        Self {
            offer_type: &discount.offer_type,
            level: &discount.level,
        }
    }
}

/// A customer's levels. One that was never given any has the first for licences.
pub(super) struct Discounts<'a>(pub(super) &'a [model::Discount]);

impl Serialize for Discounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FIRST: [Discount<'_>; 1] = [Discount {
            offer_type: "LICENSE",
            level: "01",
        }];
        if self.0.is_empty() {
            return FIRST.serialize(serializer);
        }
        serializer.collect_seq(self.0.iter().map(Discount::of))
    }
}
