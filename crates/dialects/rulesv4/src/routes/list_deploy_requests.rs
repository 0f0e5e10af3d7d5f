//! `GET /rules-engine/v1.1/deploy-requests/latest`: the account's deploy requests, the newest first (rulesv4 contract,
//! section 6).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::{
    openapi::{Operation, Reply, Shape},
    respond,
};

use super::DEPLOY_REQUESTS;
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{
    Collection, ListedRequest, Listing, collection, listed_request, of_deploy_requests,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let found =
        Reply::new(StatusCode::OK, "A page.").json(Shape::of::<Collection<ListedRequest>>());
    Operation::get(DEPLOY_REQUESTS, "listDeployRequests")
        .tag("deploy requests")
        .told(
            "Lists the account's deploy requests, the newest first",
            "Items have no history. Pages and links are those of policies (section 6).",
        )
        .security(BEARER)
        .parameters(of_deploy_requests())
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_lists())
}

pub(super) async fn list_deploy_requests(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let listing = Listing::of_deploy_requests(head.uri.query())?;
    let page = control.deploy_requests(&acting, &listing.filter, listing.rows());
    let page = page.await?;
    let rows = page.thing.rows.iter();
    let items = rows.map(|row| listed_request(&page, row, &acting.number));
    let body = collection(DEPLOY_REQUESTS, &listing, page.thing.total, items.collect());
    Ok(respond::json(StatusCode::OK, body))
}
