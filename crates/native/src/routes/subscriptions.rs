//! Service lines.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, SubscriptionField, Value},
};
use landfall_core::model::Subscription;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, filtered, uuid},
};
use crate::{
    problems::ReadProblems,
    wire::{Page, SubscriptionView},
};

/// Service lines of the customers in view.
pub(crate) struct Subscriptions;

impl Resource for Subscriptions {
    type Field = SubscriptionField;
    type Row = Subscription;
    type Item = SubscriptionView;

    const NAME: &'static str = "subscriptions";
    const FIELDS: &'static [Field<SubscriptionField>] = &[
        field("id", SubscriptionField::Id, FieldKind::Uuid),
        filtered("account_id", SubscriptionField::Account, FieldKind::Uuid),
        field("sku", SubscriptionField::Sku, FieldKind::Text),
        field("ordered_at", SubscriptionField::OrderedAt, FieldKind::Time),
        field(
            "trial_ends_at",
            SubscriptionField::TrialEndsAt,
            FieldKind::Time,
        )
        .or_null(),
        field("ended_at", SubscriptionField::EndedAt, FieldKind::Time).or_null(),
        filtered(
            "fulfillment_id",
            SubscriptionField::Fulfillment,
            FieldKind::Uuid,
        )
        .or_null(),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<SubscriptionField>,
    ) -> Result<ListedPage<Subscription>, ControlError> {
        control.page_of_subscriptions(&listing).await
    }

    fn item(row: Subscription) -> SubscriptionView {
        row.into()
    }

    fn named(id: &str) -> Option<(SubscriptionField, Value)> {
        Some((SubscriptionField::Id, uuid(id)?))
    }
}

/// Service lines of the customers in view, those that have ended too
#[utoipa::path(
    get,
    path = "/landfall/v1/subscriptions",
    tag = "subscriptions",
    operation_id = "list_subscriptions",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<SubscriptionView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Subscriptions>(&native, request).await
}

/// One service line
#[utoipa::path(
    get,
    path = "/landfall/v1/subscriptions/{id}",
    tag = "subscriptions",
    operation_id = "show_subscription",
    params(("id" = String, Path, description = "Its id"), resource::ShowQuery),
    responses((status = 200, description = "It", body = SubscriptionView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Subscriptions, _>(&native, request, |_, row| SubscriptionView::from(row)).await
}
