//! Events.

use landfall_core::model::{Actor, Event};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Page, common::PreciseTime};

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventView {
    /// Its position in the order of all events: a higher one is later. Gaps may occur.
    id: String,
    /// An id of its own, which it keeps wherever it is sent.
    #[schema(format = Uuid)]
    event_id: String,
    /// What happened.
    #[schema(example = "organization.created")]
    kind: String,
    /// What kind of thing it happened to.
    resource: &'static str,
    /// That thing's id.
    resource_id: String,
    /// The organization in whose view it lies; null for the tenant as a whole.
    #[schema(format = Uuid)]
    organization_id: Option<String>,
    /// Who did it.
    actor: ActorView,
    /// What changed; never a secret.
    #[schema(value_type = Object)]
    detail: Value,
    /// The correlation id that the caller sent.
    correlation_id: Option<String>,
    /// The id of the request, as the server's log has it.
    request_id: Option<String>,
    /// When.
    at: PreciseTime,
}

/// Some of what happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventPage {
    /// The events, in the order that was asked for.
    items: Vec<EventView>,
    /// What to send as `page_token` for the next page of the list; null on the last one, and for who follows.
    next_page_token: Option<String>,
    /// For who follows: what to send as `after` next. Everything up to there was looked at. Null in a page of the list.
    position: Option<String>,
    /// For who follows: whether that is everything there is at the moment. There may be more though there are no items. Null in
    /// a page of the list.
    caught_up: Option<bool>,
}

impl EventPage {
    /// A page of the list.
    pub(crate) fn listed(page: Page<EventView>) -> Self {
        Self {
            items: page.items,
            next_page_token: page.next_page_token,
            position: None,
            caught_up: None,
        }
    }

    /// What there is up to a position.
    pub(crate) fn told(events: Vec<Event>, position: u64, caught_up: bool) -> Self {
        Self {
            items: events.into_iter().map(EventView::from).collect(),
            next_page_token: None,
            position: Some(position.to_string()),
            caught_up: Some(caught_up),
        }
    }
}

/// One event of a stream, by the names that server-sent events have for its parts.
#[derive(ToSchema)]
#[schema(as = Happening)]
#[expect(dead_code, reason = "it only says what the stream's text consists of")]
pub(crate) struct HappeningView {
    /// Missing for what happened; `behind` for the last event of a stream that was read too slowly.
    #[schema(required = false)]
    event: Option<String>,
    /// The position to go on from.
    id: String,
    /// An Event, as JSON. Shows of life have none.
    #[schema(required = false)]
    data: Option<String>,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
struct ActorView {
    /// `system`, `operator` (on the machine itself), `client` or `user`.
    kind: &'static str,
    /// The number of the client or user.
    id: Option<String>,
}

impl From<Actor> for ActorView {
    fn from(actor: Actor) -> Self {
        let (kind, id) = match actor {
            Actor::System => ("system", None),
            Actor::Operator => ("operator", None),
            Actor::Client(key) => ("client", Some(key.to_string())),
            Actor::User(id) => ("user", Some(id.to_string())),
        };
        Self { kind, id }
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            id: event.position.to_string(),
            event_id: event.id.to_string(),
            kind: event.kind,
            resource: event.resource.as_str(),
            resource_id: event.resource_id,
            organization_id: event.organization.map(|id| id.to_string()),
            actor: event.actor.into(),
            // The record keeps what was written as JSON once.
            detail: serde_json::from_str(&event.detail).unwrap_or_default(),
            correlation_id: event.correlation_id,
            request_id: event.request_id,
            at: PreciseTime(event.at_micros),
        }
    }
}
