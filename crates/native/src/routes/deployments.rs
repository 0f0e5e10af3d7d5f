//! Deployments.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{DeploymentField, ListedPage, Listing, Value},
};
use landfall_core::id::VipmpId;
use landfall_core::model::Deployment;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, filtered},
};
use crate::{
    problems::ReadProblems,
    wire::{DeploymentView, Page, STATUSES},
};

/// Customers' presences at addresses.
pub(crate) struct Deployments;

impl Resource for Deployments {
    type Field = DeploymentField;
    type Row = Deployment;
    type Item = DeploymentView;

    const NAME: &'static str = "deployments";
    const FIELDS: &'static [Field<DeploymentField>] = &[
        field("id", DeploymentField::Id, FieldKind::Text),
        filtered("customer_id", DeploymentField::Customer, FieldKind::Uuid),
        filtered(
            "status",
            DeploymentField::Status,
            FieldKind::Choice(STATUSES),
        ),
        field("created_at", DeploymentField::CreatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<DeploymentField>,
    ) -> Result<ListedPage<Deployment>, ControlError> {
        control.page_of_deployments(&listing).await
    }

    fn item(row: Deployment) -> DeploymentView {
        row.into()
    }

    fn named(id: &str) -> Option<(DeploymentField, Value)> {
        let id: VipmpId = id.parse().ok()?;
        Some((DeploymentField::Id, Value::Text(id.to_string())))
    }
}

/// Deployments of the customers in view
#[utoipa::path(
    get,
    path = "/landfall/v1/deployments",
    tag = "deployments",
    operation_id = "list_deployments",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<DeploymentView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Deployments>(&native, request).await
}

/// One deployment
#[utoipa::path(
    get,
    path = "/landfall/v1/deployments/{id}",
    tag = "deployments",
    operation_id = "show_deployment",
    params(("id" = String, Path, description = "Its number in vipmp"), resource::ShowQuery),
    responses((status = 200, description = "It", body = DeploymentView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Deployments, _>(&native, request, |_, row| DeploymentView::from(row)).await
}
