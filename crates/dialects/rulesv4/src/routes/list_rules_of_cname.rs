//! `GET /rules-engine/v1.1/rules/cnames/{EdgeCNAMEID}`: the rules that use an edge CNAME (rulesv4 contract, section 1).

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
use crate::wire::{CnameRuleIds, Id, cname_rules};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("EdgeCNAMEID", Shape::of::<Id>()).example("demo", "30212");
    let found = Reply::new(StatusCode::OK, "The rules.").json(Shape::of::<CnameRuleIds>());
    Operation::get("/rules-engine/v1.1/rules/cnames/{EdgeCNAMEID}", "listRulesOfCname")
        .tag("sites")
        .told(
            "Lists the rules that use an edge CNAME",
            "Of the account's active policies, in either environment; by number, each once (section 1).",
        )
        .security(BEARER)
        .parameters([id])
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_objects())
}

pub(super) async fn list_rules_of_cname(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let id = id(&head)?;
    let rules = control.rules_of_edge_cname(&acting, id).await?;
    let rules = rules.ok_or(RulesError::NotFound)?;
    shown(&cname_rules(id, &rules))
}
