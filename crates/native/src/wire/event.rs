//! Events.

use landfall_core::model::{Actor, Event};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::common::PreciseTime;

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
