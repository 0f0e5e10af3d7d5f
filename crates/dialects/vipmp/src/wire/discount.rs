//! Discount levels.

use landfall_core::model;
use serde::{Serialize, Serializer};

/// A level for one type of offer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Discount<'a> {
    offer_type: &'a str,
    level: &'a str,
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
