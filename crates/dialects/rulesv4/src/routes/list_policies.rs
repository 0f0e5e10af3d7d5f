//! `GET /rules-engine/v1.1/policies`: the account's policies, the last changed first (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::request::Parts;
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::respond;

use super::POLICIES;
use crate::auth;
use crate::error::RulesError;
use crate::wire::{Listing, collection, listed_policy};

pub(super) async fn list_policies(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let answer = answer(&control, &head).await;
    answer.unwrap_or_else(RulesError::respond)
}

async fn answer(control: &Control, head: &Parts) -> Result<Response<Body>, RulesError> {
    let acting = auth::acting(control, &head.headers).await?;
    let listing = Listing::of_policies(head.uri.query())?;
    let page = control.policies(&acting, &listing.filter, listing.rows());
    let page = page.await?;
    let items = page.rows.iter().map(listed_policy).collect();
    let body = collection(POLICIES, &listing, page.total, items);
    Ok(respond::json(StatusCode::OK, body))
}
