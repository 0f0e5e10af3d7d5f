//! Zones, POPs, gateway groups and servers. There are few of all but servers, and those have an index of their names.

use super::super::{
    Request, Resource, Route,
    route::{Index, Sight, Step},
};
use crate::listing::{GatewayGroupField, PopField, ServerField, ZoneField};

const ZONES: Route = Route::through(
    &[
        Step::first("zone z", Index::Obvious),
        Step::then("gateway_group w", "w.id = z.gateway_group", Index::Obvious),
    ],
    Sight::Owned {
        tenant: "z.tenant",
        owner: "z.owner",
    },
);
const POPS: Route = Route::through(
    &[Step::first("pop p", Index::Obvious)],
    Sight::Tenants { tenant: "p.tenant" },
);
const GATEWAY_GROUPS: Route = Route::through(
    &[Step::first("gateway_group w", Index::Obvious)],
    Sight::Tenants { tenant: "w.tenant" },
);
const SERVERS: Sight = Sight::Tenants { tenant: "s.tenant" };
const SERVERS_BY_NAME: Route = Route::through(&[Step::first("server s", Index::Obvious)], SERVERS);
const SERVERS_BY_ID: Route = Route::through(&[Step::first("server s", Index::Table)], SERVERS);

impl Resource for ZoneField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "z.id",
            Self::Key => "z.key",
            Self::Owner => "z.owner",
            Self::Name => "z.name",
            Self::GatewayGroup => "z.gateway_group",
            Self::VirtualHost => "z.virtual_host",
            Self::CreatedAt => "z.created_at",
            Self::UpdatedAt => "z.updated_at",
        }
    }

    fn route<E>(
        _: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        Ok(ZONES)
    }
}

impl Resource for PopField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "p.id",
            Self::Region => "p.region",
            Self::Place => "p.place",
            Self::Code => "p.code",
            Self::Position => "p.position",
        }
    }

    fn route<E>(
        _: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        Ok(POPS)
    }
}

impl Resource for GatewayGroupField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "w.id",
            Self::Key => "w.key",
            Self::Name => "w.name",
            Self::Pop => "w.pop",
            Self::Platform => "w.platform",
            Self::Environment => "w.environment",
        }
    }

    fn route<E>(
        _: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        Ok(GATEWAY_GROUPS)
    }
}

impl Resource for ServerField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "s.id",
            Self::Name => "s.name",
            Self::Pop => "s.pop",
            Self::Platform => "s.platform",
            Self::Environment => "s.environment",
            Self::Membership => "s.membership",
            Self::LastSeenAt => "s.last_seen_at",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        let by_id = request.pins(&[Self::Id]) || request.leading() == Self::Id;
        Ok(if by_id {
            SERVERS_BY_ID
        } else {
            SERVERS_BY_NAME
        })
    }
}
