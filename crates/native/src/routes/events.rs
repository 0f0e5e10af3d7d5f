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
    following::{self, FollowQuery},
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    problems::{FollowProblems, ReadProblems},
    wire::{EventPage, EventView, HappeningView},
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
///
/// A page of the list; or, with `after` or `wait`, what is behind a position, waited for if need be; or, with
/// `Accept: text/event-stream`, everything behind a position and what comes from then on, as server-sent events. Whoever
/// follows by positions misses nothing and hears nothing twice. A stream takes `after` and the filters; `Last-Event-ID` stands
/// before `after`, and with neither it begins with what comes next. Every few seconds it is shown to be alive, with an id
/// to go on from. Who reads too slowly gets a last event of the type `behind`, and goes on from its id by connecting again. One
/// caller has sixteen streams and waits at most.
#[utoipa::path(
    get,
    path = "/landfall/v1/events",
    tag = "events",
    operation_id = "list_events",
    params(
        resource::ListQuery,
        FollowQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "For a stream: the id of the last event that was heard"),
    ),
    responses(
        (status = 200, description = "A page, or a stream of events, each with an Event as its data", content(
            (EventPage = "application/json"),
            (HappeningView = "text/event-stream"),
        )),
        FollowProblems,
    ),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    following::answer(&native, request).await
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
