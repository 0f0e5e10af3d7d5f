//! Events, in the order of their positions.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::EventField;

const OWNED: Sight = Sight::OwnedOrTenants {
    tenant: "e.tenant",
    owner: "e.organization",
};
const BY_POSITION: Route = Route::through(&[Step::first("event e", Index::Table)], OWNED);
const OF_ORGANIZATION: Route = Route::through(
    &[Step::first(
        "event e",
        Index::Named("event_by_organization"),
    )],
    OWNED,
)
.also("e.organization IS NOT NULL");
const OF_RESOURCE: Route = Route::through(
    &[Step::first("event e", Index::Named("event_by_resource"))],
    OWNED,
);
const GATHERED: Route = Route::through(
    &[
        BELOW,
        Step::then(
            "event e",
            "e.organization = c.descendant AND e.organization IS NOT NULL",
            Index::Named("event_by_organization"),
        ),
    ],
    Sight::Below {
        tenant: Some("e.tenant"),
    },
);
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

impl Resource for EventField {
    fn column(self) -> &'static str {
        match self {
            Self::Position => "e.position",
            Self::Organization => "e.organization",
            Self::Kind => "e.kind",
            Self::Resource => "e.resource",
            Self::ResourceId => "e.resource_id",
            Self::CorrelationId => "e.correlation_id",
            Self::RequestId => "e.request_id",
            Self::At => "e.at_micros",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::Position]) {
            return Ok(BY_POSITION);
        }
        if request.pins(&[Self::ResourceId]) {
            return Ok(OF_RESOURCE);
        }
        if request.pins(&[Self::Organization]) {
            return Ok(OF_ORGANIZATION);
        }
        // The whole tenant has events of no organization, to which the closure does not lead.
        let is_part = request.view.root.is_some();
        if is_part && few(&WEIGHED)? {
            Ok(GATHERED)
        } else {
            Ok(BY_POSITION)
        }
    }
}
