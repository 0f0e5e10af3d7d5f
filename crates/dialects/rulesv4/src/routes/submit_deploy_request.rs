//! `POST /rules-engine/v1.1/deploy-requests`: a policy goes to the fleet (rulesv4 contract, section 6).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::{Control, command::Refusal};
use landfall_core::rules::deploying::read_submission;
use landfall_http::openapi::{Operation, Reply, Shape};
use serde_json::json;

use super::rules::{answer, body};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{NewRequest, WholeRequest, deploy_request};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let accepted = Reply::new(
        StatusCode::ACCEPTED,
        "The request, in the state that it has come to: deployed, as a rule.",
    )
    .json(Shape::of::<WholeRequest>());
    let repeated = Reply::new(
        StatusCode::OK,
        "The request that the same submit has made within the last minute.",
    )
    .json(Shape::of::<WholeRequest>());
    let example = json!({ "policy_id": 4_409_533, "environment": "staging", "message": "try it" });
    Operation::post("/rules-engine/v1.1/deploy-requests", "submitDeployRequest")
        .tag("deploy requests")
        .told(
            "Submits a deploy request",
            "The policy is verified once more and handed to the fleet. One request at a time may be open for each platform and environment of an account (section 6).",
        )
        .security(BEARER)
        .parameters(acting())
        .body("application/json", Shape::of::<NewRequest>(), Some(example))
        .replies([accepted, repeated])
        .replies(RulesError::of_submits())
}

pub(super) async fn submit_deploy_request(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, sent) = request.into_parts();
    let author = auth::author(&control, &head).await?;
    let new = read_submission(&body(sent).await?).map_err(|findings| Refusal::Invalid {
        title: "The deploy request is not valid",
        findings,
    })?;
    let acting = author.acting.clone();
    let submitted = control.submit(author, new).await?;
    let found = control.deploy_request(&acting, submitted.id).await?;
    let found = found.ok_or(RulesError::Internal)?;
    let status = if submitted.replayed {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    answer(status, &deploy_request(&found, &acting.number))
}
