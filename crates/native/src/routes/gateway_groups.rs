//! Gateway groups.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{GatewayGroupField, ListedPage, Listing, Value},
};
use landfall_core::model::GatewayGroup;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    choices::{ENVIRONMENTS, PLATFORMS},
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    problems::ReadProblems,
    wire::{GatewayGroupView, Page},
};

/// Gateway groups of the tenant.
pub(crate) struct GatewayGroups;

impl Resource for GatewayGroups {
    type Field = GatewayGroupField;
    type Row = GatewayGroup;
    type Item = GatewayGroupView;

    const NAME: &'static str = "gateway-groups";
    const FIELDS: &'static [Field<GatewayGroupField>] = &[
        field("id", GatewayGroupField::Id, FieldKind::Number),
        field("key", GatewayGroupField::Key, FieldKind::Text),
        field("name", GatewayGroupField::Name, FieldKind::Text),
        field("pop_id", GatewayGroupField::Pop, FieldKind::Number),
        filtered(
            "platform",
            GatewayGroupField::Platform,
            FieldKind::Choice(PLATFORMS),
        ),
        filtered(
            "environment",
            GatewayGroupField::Environment,
            FieldKind::Choice(ENVIRONMENTS),
        ),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<GatewayGroupField>,
    ) -> Result<ListedPage<GatewayGroup>, ControlError> {
        control.page_of_gateway_groups(&listing).await
    }

    fn item(row: GatewayGroup) -> GatewayGroupView {
        row.into()
    }

    fn named(id: &str) -> Option<(GatewayGroupField, Value)> {
        Some((GatewayGroupField::Id, number(id)?))
    }
}

/// Gateway groups, for callers that see the whole tenant
#[utoipa::path(
    get,
    path = "/landfall/v1/gateway-groups",
    tag = "gateway-groups",
    operation_id = "list_gateway_groups",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<GatewayGroupView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<GatewayGroups>(&native, request).await
}

/// One gateway group
#[utoipa::path(
    get,
    path = "/landfall/v1/gateway-groups/{id}",
    tag = "gateway-groups",
    operation_id = "show_gateway_group",
    params(("id" = String, Path, description = "Its number"), resource::ShowQuery),
    responses((status = 200, description = "It", body = GatewayGroupView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<GatewayGroups, _>(&native, request, |_, row| GatewayGroupView::from(row)).await
}
