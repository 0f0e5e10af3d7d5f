//! Points of presence.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, NamedPop, PopField, Value},
};
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, number},
};
use crate::{
    problems::ReadProblems,
    wire::{Page, PopView},
};

/// POPs of the tenant.
pub(crate) struct Pops;

impl Resource for Pops {
    type Field = PopField;
    type Row = NamedPop;
    type Item = PopView;

    const NAME: &'static str = "pops";
    const FIELDS: &'static [Field<PopField>] = &[
        field("id", PopField::Id, FieldKind::Number),
        field("region", PopField::Region, FieldKind::Text),
        field("place", PopField::Place, FieldKind::Text),
        field("code", PopField::Code, FieldKind::Text),
        field("position", PopField::Position, FieldKind::Number),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<PopField>,
    ) -> Result<ListedPage<NamedPop>, ControlError> {
        control.page_of_pops(listing).await
    }

    fn item(row: NamedPop) -> PopView {
        row.into()
    }

    fn named(id: &str) -> Option<(PopField, Value)> {
        Some((PopField::Id, number(id)?))
    }
}

/// POPs of the tenant; everybody in it sees all of them
#[utoipa::path(
    get,
    path = "/landfall/v1/pops",
    tag = "pops",
    operation_id = "list_pops",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<PopView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Pops>(&native, request).await
}

/// One POP
#[utoipa::path(
    get,
    path = "/landfall/v1/pops/{id}",
    tag = "pops",
    operation_id = "show_pop",
    params(("id" = String, Path, description = "Its number"), resource::ShowQuery),
    responses((status = 200, description = "It", body = PopView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Pops, _>(&native, request, |_, row| PopView::from(row)).await
}
