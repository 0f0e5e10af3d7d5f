//! `DELETE /rules-engine/v1.1/policies/{PolicyID}/rules/{RuleID}`: a policy without that rule (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Method, Response, StatusCode};
use landfall_control::{Control, command::Terms};
use landfall_http::{
    openapi::{Operation, Parameter, Reply, Shape},
    respond,
};

use super::rules::{id, id_before};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::Id;

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let policy = Parameter::path("PolicyID", Shape::of::<Id>()).example("demo", "4409498");
    let rule = Parameter::path("RuleID", Shape::of::<Id>());
    Operation::new(
        Method::DELETE,
        "/rules-engine/v1.1/policies/{PolicyID}/rules/{RuleID}",
        "deleteRule",
    )
    .tag("policies")
    .told(
        "Deletes a rule of a draft",
        "The last rule of a policy, and rules of a locked one, cannot be deleted. A policy itself cannot be deleted at all (sections 1 and 5).",
    )
    .security(BEARER)
    .parameters([policy, rule])
    .parameters(acting())
    .replies([Reply::new(StatusCode::NO_CONTENT, "It is gone.")])
    .replies(RulesError::of_removals())
}

pub(super) async fn delete_rule(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let author = auth::author(&control, &head).await?;
    let (policy, rule) = (id_before(&head, 2)?, id(&head)?);
    control
        .delete_rule(&author, (policy, rule), Terms::default())
        .await?;
    Ok(respond::empty(StatusCode::NO_CONTENT))
}
