//! Deployment zones.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, Value, ZoneField},
};
use landfall_core::model::ZoneRecord;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, filtered},
};
use crate::{
    problems::ReadProblems,
    wire::{Page, ZoneView},
};

/// Zones, as they were defined.
pub(crate) struct Zones;

impl Resource for Zones {
    type Field = ZoneField;
    type Row = ZoneRecord;
    type Item = ZoneView;

    const NAME: &'static str = "zones";
    const FIELDS: &'static [Field<ZoneField>] = &[
        field("id", ZoneField::Key, FieldKind::Text),
        filtered("owner_id", ZoneField::Owner, FieldKind::Uuid),
        field("name", ZoneField::Name, FieldKind::Text),
        filtered(
            "gateway_group_id",
            ZoneField::GatewayGroup,
            FieldKind::Number,
        ),
        field("created_at", ZoneField::CreatedAt, FieldKind::Time),
        field("updated_at", ZoneField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<ZoneField>,
    ) -> Result<ListedPage<ZoneRecord>, ControlError> {
        control.page_of_zones(&listing).await
    }

    fn item(row: ZoneRecord) -> ZoneView {
        row.into()
    }

    fn named(id: &str) -> Option<(ZoneField, Value)> {
        Some((ZoneField::Key, Value::Text(id.to_owned())))
    }
}

/// Zones that organizations in view have defined
#[utoipa::path(
    get,
    path = "/landfall/v1/zones",
    tag = "zones",
    operation_id = "list_zones",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<ZoneView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Zones>(&native, request).await
}

/// One zone
#[utoipa::path(
    get,
    path = "/landfall/v1/zones/{id}",
    tag = "zones",
    operation_id = "show_zone",
    params(("id" = String, Path, description = "Its id, as akana has it without the tenant"), resource::ShowQuery),
    responses((status = 200, description = "It", body = ZoneView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Zones, _>(&native, request, |_, row| ZoneView::from(row)).await
}
