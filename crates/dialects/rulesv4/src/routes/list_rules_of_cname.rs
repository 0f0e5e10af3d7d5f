//! `GET /rules-engine/v1.1/rules/cnames/{EdgeCNAMEID}`: the rules that use an edge CNAME (rulesv4 contract, section 1).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::Response;
use http::request::Parts;
use landfall_control::Control;

use super::rules::{id, shown};
use crate::auth;
use crate::error::RulesError;
use crate::wire::cname_rules;

pub(super) async fn list_rules_of_cname(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let answer = answer(&control, &head).await;
    answer.unwrap_or_else(RulesError::respond)
}

async fn answer(control: &Control, head: &Parts) -> Result<Response<Body>, RulesError> {
    let acting = auth::acting(control, &head.headers).await?;
    let id = id(head)?;
    let rules = control.rules_of_edge_cname(&acting, id).await?;
    let rules = rules.ok_or(RulesError::NotFound)?;
    shown(&cname_rules(id, &rules))
}
