//! Deployments: they are their customers', and the tenant follows from those.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::DeploymentField;

const OWNER: Sight = Sight::Owner {
    owner: "d.customer",
};
const FREE: Route = Route::through(&[Step::first("deployment d", Index::Obvious)], OWNER);
/// The table is in the order of its key.
const BY_ID: Route = Route::through(&[Step::first("deployment d", Index::Table)], OWNER);
const OF_CUSTOMER: Route = Route::through(
    &[Step::first(
        "deployment d",
        Index::Named("deployment_by_customer"),
    )],
    OWNER,
);
const GATHERED: Route = Route::through(
    &[
        BELOW,
        Step::then(
            "deployment d",
            "d.customer = c.descendant",
            Index::Named("deployment_by_customer"),
        ),
    ],
    Sight::Below { tenant: None },
);
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

impl Resource for DeploymentField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "d.vipmp_id",
            Self::Customer => "d.customer",
            Self::Status => "d.status",
            Self::CreatedAt => "d.created_at",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::Id]) {
            Ok(FREE)
        } else if request.pins(&[Self::Customer]) {
            Ok(OF_CUSTOMER)
        } else if few(&WEIGHED)? {
            Ok(GATHERED)
        } else {
            Ok(BY_ID)
        }
    }
}
