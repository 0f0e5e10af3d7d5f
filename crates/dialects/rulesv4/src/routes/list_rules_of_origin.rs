//! `GET /rules-engine/v1.1/rules/origins/{CustomerOriginID}`: the rules that use an origin (rulesv4 contract, section 1).

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
use crate::wire::{Id, OriginRuleIds, origin_rules};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("CustomerOriginID", Shape::of::<Id>()).example("demo", "5120");
    let found = Reply::new(StatusCode::OK, "The rules.").json(Shape::of::<OriginRuleIds>());
    Operation::get("/rules-engine/v1.1/rules/origins/{CustomerOriginID}", "listRulesOfOrigin")
        .tag("sites")
        .told(
            "Lists the rules that use an origin",
            "Of the account's active policies, in either environment; by number, each once (section 1).",
        )
        .security(BEARER)
        .parameters([id])
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_objects())
}

pub(super) async fn list_rules_of_origin(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let id = id(&head)?;
    let rules = control.rules_of_origin(&acting, id).await?;
    let rules = rules.ok_or(RulesError::NotFound)?;
    shown(&origin_rules(id, &rules))
}
