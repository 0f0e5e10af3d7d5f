//! What every command leaves behind: its event, with where it came from.

use landfall_core::{
    id::{EventId, OrganizationId, TenantId},
    model::{Actor, NewEvent, ResourceKind},
};
use uuid::Uuid;

use crate::{Clock, secret::random_bytes};

/// Where a command came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Who gave it.
    pub actor: Actor,
    /// The caller's correlation id, if it sent one.
    pub correlation_id: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
}

impl Provenance {
    /// A command of Landfall itself.
    pub fn system() -> Self {
        Self {
            actor: Actor::System,
            correlation_id: None,
            request_id: None,
        }
    }

    /// A command of an operator.
    pub fn operator(request_id: Option<String>) -> Self {
        Self {
            actor: Actor::Operator,
            correlation_id: None,
            request_id,
        }
    }

    /// The event of a change.
    pub(crate) fn event(
        &self,
        clock: &dyn Clock,
        kind: &'static str,
        place: (Option<TenantId>, Option<OrganizationId>),
        resource: (ResourceKind, String),
        detail: &serde_json::Value,
    ) -> NewEvent {
        NewEvent {
            id: EventId(time_ordered_uuid(clock)),
            tenant: place.0,
            organization: place.1,
            actor: self.actor,
            kind,
            resource: resource.0,
            resource_id: resource.1,
            detail: detail.to_string(),
            correlation_id: self.correlation_id.clone(),
            request_id: self.request_id.clone(),
            at_micros: clock.micros(),
        }
    }
}

/// A new UUID of version 7 by the given clock.
pub(crate) fn time_ordered_uuid(clock: &dyn Clock) -> Uuid {
    let millis = u64::try_from(clock.micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes()).into_uuid()
}

/// A new random UUID, of version 4.
pub(crate) fn random_uuid() -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes()).into_uuid()
}
