//! Policies and deploy requests: they are their accounts'.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::{DeployRequestField, PolicyField};

const OWNED: Sight = Sight::Owned {
    tenant: "r.tenant",
    owner: "r.account",
};
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

const BY_ID: Route = Route::through(&[Step::first("deploy_request r", Index::Table)], OWNED);
const OF_POLICY: Route = Route::through(
    &[Step::first(
        "deploy_request r",
        Index::Named("deploy_request_by_policy"),
    )],
    OWNED,
);
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
        } else if request.pins(&[Self::Policy]) {
            Ok(OF_POLICY)
        } else if few(&WEIGHED)? {
            Ok(GATHERED)
        } else {
            Ok(BY_ID)
        }
    }
}

const POLICY_OWNED: Sight = Sight::Owned {
    tenant: "p.tenant",
    owner: "p.account",
};
const POLICY_BY_ID: Route = Route::through(&[Step::first("policy p", Index::Table)], POLICY_OWNED);
const POLICY_OF_ACCOUNT: Route = Route::through(
    &[Step::first("policy p", Index::Named("policy_by_account"))],
    POLICY_OWNED,
);
const POLICIES_GATHERED: Route = Route::through(
    &[
        BELOW,
        Step::then(
            "policy p",
            "p.account = c.descendant",
            Index::Named("policy_by_account"),
        ),
    ],
    Sight::Below {
        tenant: Some("p.tenant"),
    },
);

impl Resource for PolicyField {
    fn column(self) -> &'static str {
        match self {
            Self::Id => "p.id",
            Self::Account => "p.account",
            Self::Name => "p.name_folded",
            Self::State => "p.state",
            Self::Platform => "p.platform",
            Self::CreatedAt => "p.created_at",
            Self::UpdatedAt => "p.updated_at",
        }
    }

    fn exact(self) -> &'static str {
        match self {
            Self::Name => "p.name",
            _ => self.column(),
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::Id]) {
            Ok(POLICY_BY_ID)
        } else if request.pins(&[Self::Account]) {
            Ok(POLICY_OF_ACCOUNT)
        } else if few(&WEIGHED)? {
            Ok(POLICIES_GATHERED)
        } else {
            Ok(POLICY_BY_ID)
        }
    }
}
