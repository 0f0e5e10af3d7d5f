//! Deploy requests: they are their accounts'.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::DeployRequestField;

const OWNED: Sight = Sight::Owned {
    tenant: "r.tenant",
    owner: "r.account",
};
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

const BY_ID: Route = Route::through(&[Step::first("deploy_request r", Index::Table)], OWNED);
const OF_ACCOUNT: Route = Route::through(
    &[Step::first(
        "deploy_request r",
        Index::Named("deploy_request_by_account"),
    )],
    OWNED,
);
const GATHERED: Route = Route::through(
    &[
        BELOW,
        Step::then(
            "deploy_request r",
            "r.account = c.descendant",
            Index::Named("deploy_request_by_account"),
        ),
    ],
    Sight::Below {
        tenant: Some("r.tenant"),
    },
);

impl Resource for DeployRequestField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "r.id",
            Self::Account => "r.account",
            Self::Policy => "r.policy",
            Self::Platform => "r.platform",
            Self::Environment => "r.environment",
            Self::State => "r.state",
            Self::Submitter => "r.submitter",
            Self::CreatedAt => "r.created_at",
            Self::UpdatedAt => "r.updated_at",
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::Id]) {
            Ok(BY_ID)
        } else if request.pins(&[Self::Account]) {
            Ok(OF_ACCOUNT)
        } else if few(&WEIGHED)? {
            Ok(GATHERED)
        } else {
            Ok(BY_ID)
        }
    }
}
