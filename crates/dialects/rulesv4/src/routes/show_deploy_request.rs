//! `GET /rules-engine/v1.1/deploy-requests/{DeployRequestID}`: a deploy request with its policy and its history (rulesv4
//! contract, section 6).

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
use crate::wire::{Id, WholeRequest, deploy_request};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("DeployRequestID", Shape::of::<Id>()).example("demo", "123456");
    let found = Reply::new(StatusCode::OK, "The request.").json(Shape::of::<WholeRequest>());
    Operation::get("/rules-engine/v1.1/deploy-requests/{DeployRequestID}", "showDeployRequest")
        .tag("deploy requests")
        .told(
            "Shows a deploy request with its policy and its history",
            "There are no `@links`, and `policies` is one object without rules and history (section 6).",
        )
        .security(BEARER)
        .parameters([id])
        .parameters(acting())
        .replies([found])
        .replies(RulesError::of_objects())
}

pub(super) async fn show_deploy_request(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, _) = request.into_parts();
    let acting = auth::acting(&control, &head.headers).await?;
    let found = control.deploy_request(&acting, id(&head)?).await?;
    let found = found.ok_or(RulesError::NotFound)?;
    shown(&deploy_request(&found, &acting.number))
}
