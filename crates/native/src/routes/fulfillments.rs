//! Fulfillments.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{FulfillmentField, ListedPage, Listing, Value},
};
use landfall_core::model::Fulfillment;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::{Native, reading},
    choices::{ORDER_KINDS, ORDER_STATUSES},
    resource::{self, Resource, field, filtered, uuid},
};
use crate::{
    error::Problem,
    problems::ReadProblems,
    wire::{FulfillmentSummary, FulfillmentView, Page},
};

/// Orders of the sellers in view.
pub(crate) struct Fulfillments;

impl Resource for Fulfillments {
    type Field = FulfillmentField;
    type Row = Fulfillment;
    type Item = FulfillmentSummary;

    const NAME: &'static str = "fulfillments";
    const FIELDS: &'static [Field<FulfillmentField>] = &[
        field("id", FulfillmentField::Id, FieldKind::Uuid),
        filtered("seller_id", FulfillmentField::Seller, FieldKind::Uuid),
        filtered(
            "kind",
            FulfillmentField::Kind,
            FieldKind::Choice(ORDER_KINDS),
        ),
        filtered(
            "status",
            FulfillmentField::Status,
            FieldKind::Choice(ORDER_STATUSES),
        ),
        filtered("account_id", FulfillmentField::Account, FieldKind::Uuid).or_null(),
        field(
            "external_account_id",
            FulfillmentField::ExternalAccountId,
            FieldKind::Text,
        )
        .or_null(),
        field("user", FulfillmentField::User, FieldKind::Text),
        field("created_at", FulfillmentField::CreatedAt, FieldKind::Time),
        field("updated_at", FulfillmentField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<FulfillmentField>,
    ) -> Result<ListedPage<Fulfillment>, ControlError> {
        control.page_of_fulfillments(&listing).await
    }

    fn item(row: Fulfillment) -> FulfillmentSummary {
        row.into()
    }

    fn named(id: &str) -> Option<(FulfillmentField, Value)> {
        Some((FulfillmentField::Id, uuid(id)?))
    }
}

/// Orders of the sellers in view
#[utoipa::path(
    get,
    path = "/landfall/v1/fulfillments",
    tag = "fulfillments",
    operation_id = "list_fulfillments",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<FulfillmentSummary>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Fulfillments>(&native, request).await
}

/// One order, with what was asked for and why it failed
#[utoipa::path(
    get,
    path = "/landfall/v1/fulfillments/{id}",
    tag = "fulfillments",
    operation_id = "show_fulfillment",
    params(("id" = String, Path, description = "Its id"), resource::ShowQuery),
    responses((status = 200, description = "It", body = FulfillmentView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let id = call.id.as_deref().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(Problem::not_found)?;
        let detail = call.control.fulfillment(&call.caller.view, id).await?;
        detail
            .map(FulfillmentView::from)
            .ok_or_else(Problem::not_found)
    })
    .await
}
