//! `GET /rules-engine/v1.1/policies/{PolicyID}`: a policy with its rules and its history (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::openapi::{Operation, Parameter, Reply, Shape};

use super::rules::{id, shown};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{Id, WholePolicy, policy};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("PolicyID", Shape::of::<Id>()).example("demo", "4409533");
    let found = Reply::new(StatusCode::OK, "The policy.").json(Shape::of::<WholePolicy>());
    Operation::get("/rules-engine/v1.1/policies/{PolicyID}", "showPolicy")
        .tag("policies")
        .told(
            "Shows a policy with its rules and its history",
            "Match and feature nodes are as the client sent them: members, their order, and the text of values; only `ordinal` is added to each, and `match.select.first-match` is told as `select.first-match` (sections 5 and 8).",
        )
        .security(BEARER)
        .parameters([id])
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_objects())
}

pub(super) async fn show_policy(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let found = control.policy(&acting, id(&head)?).await?;
    let found = found.ok_or(RulesError::NotFound)?;
    shown(&policy(&found)?)
}
