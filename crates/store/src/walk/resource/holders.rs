//! API clients and users. There are few of them.

use super::super::{
    Request, Resource, Route,
    route::{Index, Sight, Step},
};
use crate::listing::{ClientField, UserField};

const CLIENTS: Route = Route::through(
    &[Step::first("api_client k", Index::Obvious)],
    Sight::OwnedOrTenants {
        tenant: "k.tenant",
        owner: "k.organization",
    },
);
const USERS: Route = Route::through(&[Step::first("\"user\" u", Index::Obvious)], Sight::Roles);

impl Resource for ClientField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "k.client_id",
            Self::Organization => "k.organization",
            Self::Person => "k.person",
            Self::CreatedAt => "k.created_at",
            Self::RevokedAt => "k.revoked_at",
        }
    }

    fn route<E>(
        _: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        Ok(CLIENTS)
    }
}

impl Resource for UserField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "u.id",
            Self::Uuid => "u.uuid",
            Self::Email => "u.email",
            Self::Name => "u.name",
            Self::CreatedAt => "u.created_at",
            Self::RevokedAt => "u.revoked_at",
        }
    }

    fn route<E>(
        _: &Request<'_, Self>,
        _: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        Ok(USERS)
    }
}
