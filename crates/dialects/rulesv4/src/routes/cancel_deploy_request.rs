//! `PATCH /rules-engine/v1.1/deploy-requests/{DeployRequestID}`: a request that waits for a person is withdrawn (rulesv4
//! contract, section 6).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Method, Response, StatusCode};
use landfall_control::{Control, command::Refusal};
use landfall_core::rules::deploying::read_cancel;
use landfall_http::openapi::{Operation, Parameter, Reply, Shape};
use serde_json::json;

use super::rules::{body, id, shown};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{Cancellation, Id, WholeRequest, deploy_request};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("DeployRequestID", Shape::of::<Id>()).example("demo", "123456");
    let canceled = Reply::new(StatusCode::OK, "The request, canceled now or before.")
        .json(Shape::of::<WholeRequest>());
    Operation::new(
        Method::PATCH,
        "/rules-engine/v1.1/deploy-requests/{DeployRequestID}",
        "cancelDeployRequest",
    )
    .tag("deploy requests")
    .told(
        "Cancels a deploy request",
        "Only one that is `pending_review` or `escalated` can be canceled (section 6).",
    )
    .security(BEARER)
    .parameters([id])
    .parameters(acting())
    .body(
        "application/json",
        Shape::of::<Cancellation>(),
        Some(json!({ "state": "canceled" })),
    )
    .replies([canceled])
    .replies(RulesError::of_changes())
}

pub(super) async fn cancel_deploy_request(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, sent) = request.into_parts();
    let author = auth::author(&control, &head).await?;
    let id = id(&head)?;
    read_cancel(&body(sent).await?).map_err(|findings| Refusal::Invalid {
        title: "The deploy request cannot be changed so",
        findings,
    })?;
    control.cancel(&author, id).await?;
    let found = control.deploy_request(&author.acting, id).await?;
    let found = found.ok_or(RulesError::NotFound)?;
    shown(&deploy_request(&found, &author.acting.number))
}
