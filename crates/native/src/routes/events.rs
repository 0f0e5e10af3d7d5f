//! Events.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{EventField, ListedPage, Listing, Value},
};
use landfall_core::model::Event;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    choices::RESOURCES,
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    problems::ReadProblems,
    wire::{EventView, Page},
};

/// What happened.
pub(crate) struct Events;

impl Resource for Events {
    type Field = EventField;
    type Row = Event;
    type Item = EventView;

    const NAME: &'static str = "events";
    const FIELDS: &'static [Field<EventField>] = &[
        field("id", EventField::Position, FieldKind::Number),
        filtered("organization_id", EventField::Organization, FieldKind::Uuid).or_null(),
        field("kind", EventField::Kind, FieldKind::Text),
        filtered(
            "resource",
            EventField::Resource,
            FieldKind::Choice(RESOURCES),
        ),
        filtered("resource_id", EventField::ResourceId, FieldKind::Text),
        filtered("correlation_id", EventField::CorrelationId, FieldKind::Text).or_null(),
        filtered("request_id", EventField::RequestId, FieldKind::Text).or_null(),
        field("at", EventField::At, FieldKind::PreciseTime),
    ];

    async fn list(
        control: &Control,
        caller: &NativeCaller,
        listing: Listing<EventField>,
    ) -> Result<ListedPage<Event>, ControlError> {
        control.page_of_events(caller, listing).await
    }

    fn item(row: Event) -> EventView {
        row.into()
    }

    fn named(id: &str) -> Option<(EventField, Value)> {
        Some((EventField::Position, number(id)?))
    }
}

/// What happened in the organizations in view, oldest first
#[utoipa::path(
    get,
    path = "/landfall/v1/events",
    tag = "events",
    operation_id = "list_events",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<EventView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Events>(&native, request).await
}

/// One event
#[utoipa::path(
    get,
    path = "/landfall/v1/events/{id}",
    tag = "events",
    operation_id = "show_event",
    params(("id" = String, Path, description = "Its position"), resource::ShowQuery),
    responses((status = 200, description = "It", body = EventView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Events, _>(&native, request, |_, row| EventView::from(row)).await
}
