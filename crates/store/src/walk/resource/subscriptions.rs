//! Service lines: they are their customers', and the tenant follows from those.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::SubscriptionField;

const OWNER: Sight = Sight::Owner { owner: "s.account" };
/// The table is in the order of its key.
const BY_ID: Route = Route::through(&[Step::first("subscription s", Index::Table)], OWNER);
const OF_ACCOUNT: Route = Route::through(
    &[Step::first(
        "subscription s",
        Index::Named("subscription_by_account"),
    )],
    OWNER,
);
const OF_FULFILLMENT: Route = Route::through(
    &[Step::first(
        "subscription s",
        Index::Named("subscription_by_fulfillment"),
    )],
    OWNER,
)
.also("s.fulfillment IS NOT NULL");
const GATHERED: Route = Route::through(
    &[
        BELOW,
        Step::then(
            "subscription s",
            "s.account = c.descendant",
            Index::Named("subscription_by_account"),
        ),
    ],
    Sight::Below { tenant: None },
);
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

impl Resource for SubscriptionField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "s.id",
            Self::Account => "s.account",
            Self::Sku => "s.sku",
            Self::OrderedAt => "s.ordered_at",
            Self::TrialEndsAt => "s.trial_ends_at",
            Self::EndedAt => "s.ended_at",
            Self::Fulfillment => "s.fulfillment",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::Id]) {
            Ok(BY_ID)
        } else if request.pins(&[Self::Account]) {
            Ok(OF_ACCOUNT)
        } else if request.pins(&[Self::Fulfillment]) {
            Ok(OF_FULFILLMENT)
        } else if few(&WEIGHED)? {
            Ok(GATHERED)
        } else {
            Ok(BY_ID)
        }
    }
}
