//! Fulfillments: they are their sellers'.

use landfall_core::model::Direction;

use super::super::{
    Request, Resource, Route,
    route::{Index, Sight, Step},
};
use crate::listing::FulfillmentField;

const OWNED: Sight = Sight::Owned {
    tenant: "f.tenant",
    owner: "f.seller",
};

macro_rules! by {
    ($index:literal) => {
        Route::through(&[Step::first("fulfillment f", Index::Named($index))], OWNED)
    };
}

const BY_ID: Route = Route::through(&[Step::first("fulfillment f", Index::Obvious)], OWNED);
const BY_CREATION: Route = by!("fulfillment_by_creation");
const BY_UPDATE: Route = by!("fulfillment_by_update");
const BY_STATUS: Route = by!("fulfillment_by_status");
const OF_SELLER: Route = by!("fulfillment_by_seller");
const OF_ACCOUNT: Route = by!("fulfillment_by_account").also("f.account IS NOT NULL");

/// By the partners in view: only they sell.
const GATHERED: Route = Route::through(
    &[
        Step::first(
            "organization o",
            Index::Named("organization_by_partner_kind"),
        ),
        Step::then(
            "fulfillment f",
            "f.seller = o.id",
            Index::Named("fulfillment_by_seller"),
        ),
    ],
    Sight::Owned {
        tenant: "o.tenant",
        owner: "o.id",
    },
)
.also("o.kind <> 'customer'");

impl Resource for FulfillmentField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "f.id",
            Self::Seller => "f.seller",
            Self::Kind => "f.kind",
            Self::Status => "f.status",
            Self::Account => "f.account",
            Self::ExternalAccountId => "f.external_account_id",
            Self::User => "f.\"user\"",
            Self::CreatedAt => "f.created_at",
            Self::UpdatedAt => "f.updated_at",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        let has_status = request.pins(&[Self::Status]);
        let walked = match request.keys.as_slice() {
            [(Self::CreatedAt, _), ..] => Some(BY_CREATION),
            [
                (Self::UpdatedAt, Direction::Ascending | Direction::Descending),
                ..,
            ] => Some(if request.equal(Self::Status).is_some() {
                BY_STATUS
            } else {
                BY_UPDATE
            }),
            _ => None,
        };
        let route = if request.pins(&[Self::Id]) {
            BY_ID
        } else if request.pins(&[Self::Account]) {
            OF_ACCOUNT
        } else if request.pins(&[Self::Seller]) && walked.is_none() {
            OF_SELLER
        } else if few(&GATHERED)? {
            GATHERED
        } else if let Some(walked) = walked {
            walked
        } else if has_status {
            BY_STATUS
        } else {
            BY_CREATION
        };
        Ok(route)
    }
}
