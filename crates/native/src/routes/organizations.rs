//! Organizations.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, OrganizationField, Value},
};
use landfall_core::model::Organization;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::{Native, reading},
    choices::KINDS,
    resource::{self, Resource, field, filtered, uuid},
};
use crate::{
    error::Problem,
    problems::ReadProblems,
    wire::{OrganizationView, Page, STATUSES},
};

/// The organization tree.
pub(crate) struct Organizations;

impl Resource for Organizations {
    type Field = OrganizationField;
    type Row = Organization;
    type Item = OrganizationView;

    const NAME: &'static str = "organizations";
    const FIELDS: &'static [Field<OrganizationField>] = &[
        field("id", OrganizationField::Id, FieldKind::Uuid),
        filtered("kind", OrganizationField::Kind, FieldKind::Choice(KINDS)),
        field("name", OrganizationField::Name, FieldKind::Text),
        filtered(
            "status",
            OrganizationField::Status,
            FieldKind::Choice(STATUSES),
        ),
        filtered("parent_id", OrganizationField::Parent, FieldKind::Uuid).or_null(),
        field(
            "external_reference",
            OrganizationField::ExternalReference,
            FieldKind::Text,
        )
        .or_null(),
        field("vipmp_id", OrganizationField::VipmpId, FieldKind::Text).or_null(),
        field(
            "account_number",
            OrganizationField::AccountNumber,
            FieldKind::Text,
        )
        .or_null(),
        field("created_at", OrganizationField::CreatedAt, FieldKind::Time),
        field("updated_at", OrganizationField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<OrganizationField>,
    ) -> Result<ListedPage<Organization>, ControlError> {
        control.page_of_organizations(&listing).await
    }

    fn item(row: Organization) -> OrganizationView {
        row.into()
    }

    fn named(id: &str) -> Option<(OrganizationField, Value)> {
        Some((OrganizationField::Id, uuid(id)?))
    }
}

/// Organizations of any kind at or below the caller's place
#[utoipa::path(
    get,
    path = "/landfall/v1/organizations",
    tag = "organizations",
    operation_id = "list_organizations",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<OrganizationView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Organizations>(&native, request).await
}

/// One organization
#[utoipa::path(
    get,
    path = "/landfall/v1/organizations/{id}",
    tag = "organizations",
    operation_id = "show_organization",
    params(("id" = String, Path, description = "Its id"), resource::ShowQuery),
    responses((status = 200, description = "It", body = OrganizationView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let id = call.id.as_deref().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(Problem::not_found)?;
        let organization = call.control.organization(&call.caller.view, id).await?;
        organization
            .map(OrganizationView::from)
            .ok_or_else(Problem::not_found)
    })
    .await
}
