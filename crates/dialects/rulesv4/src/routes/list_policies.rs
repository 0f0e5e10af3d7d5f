//! `GET /rules-engine/v1.1/policies`: the account's policies, the last changed first (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::{
    openapi::{Operation, Reply, Shape},
    respond,
};

use super::POLICIES;
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{Collection, ListedPolicy, Listing, collection, listed_policy, of_policies};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let found = Reply::new(StatusCode::OK, "A page.").json(Shape::of::<Collection<ListedPolicy>>());
    Operation::get(POLICIES, "listPolicies")
        .tag("policies")
        .told(
            "Lists the account's policies, the last changed first",
            "Items have neither rules nor history. Links keep the filters; `previous` and `next` are absent on the first and the last page (section 5).",
        )
        .security(BEARER)
        .parameters(of_policies())
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_lists())
}

pub(super) async fn list_policies(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let listing = Listing::of_policies(head.uri.query())?;
    let page = control.policies(&acting, &listing.filter, listing.rows());
    let page = page.await?;
    let items = page.rows.iter().map(listed_policy).collect();
    let body = collection(POLICIES, &listing, page.total, items);
    Ok(respond::json(StatusCode::OK, body))
}
