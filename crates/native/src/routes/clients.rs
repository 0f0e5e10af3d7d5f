//! API clients.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ClientField, ListedPage, Listing, Value},
};
use landfall_core::model::ApiClient;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, filtered},
};
use crate::{
    problems::ReadProblems,
    wire::{ApiClientView, Page},
};

/// Programs that may call.
pub(crate) struct Clients;

impl Resource for Clients {
    type Field = ClientField;
    type Row = ApiClient;
    type Item = ApiClientView;

    const NAME: &'static str = "clients";
    const FIELDS: &'static [Field<ClientField>] = &[
        field("id", ClientField::Id, FieldKind::Text),
        filtered(
            "organization_id",
            ClientField::Organization,
            FieldKind::Uuid,
        )
        .or_null(),
        field("person", ClientField::Person, FieldKind::Text).or_null(),
        field("created_at", ClientField::CreatedAt, FieldKind::Time),
        field("revoked_at", ClientField::RevokedAt, FieldKind::Time).or_null(),
    ];
    const ADMINISTRATORS: bool = true;

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<ClientField>,
    ) -> Result<ListedPage<ApiClient>, ControlError> {
        control.page_of_clients(&listing).await
    }

    fn item(row: ApiClient) -> ApiClientView {
        row.into()
    }

    fn named(id: &str) -> Option<(ClientField, Value)> {
        Some((ClientField::Id, Value::Text(id.to_owned())))
    }
}

/// API clients that are bound to organizations in view, for administrators; never a secret
#[utoipa::path(
    get,
    path = "/landfall/v1/clients",
    tag = "clients",
    operation_id = "list_clients",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<ApiClientView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Clients>(&native, request).await
}

/// One API client, for administrators
#[utoipa::path(
    get,
    path = "/landfall/v1/clients/{id}",
    tag = "clients",
    operation_id = "show_client",
    params(("id" = String, Path, description = "Its client id"), resource::ShowQuery),
    responses((status = 200, description = "It", body = ApiClientView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Clients, _>(&native, request, |_, row| ApiClientView::from(row)).await
}
