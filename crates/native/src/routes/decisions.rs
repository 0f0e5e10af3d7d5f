//! What another person than the submitter says of a deploy request that waits for that.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};
use landfall_control::command::{DeployPlace, Ruling};
use landfall_core::rules::deploying::Decision;
use landfall_http::{body::read_body, request_id::RequestId, respond};

use super::{
    call::{Native, opened, sends_json, takes_json, with_request_id},
    deploy_requests::DeployRequests,
    resource::{ShowQuery, one},
};
use crate::{
    auth,
    error::{InputError, Kind, Problem},
    problems::DecisionProblems,
    wire::{DecisionForm, DeployRequestView, json},
};

/// Bytes: more than any reason needs.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Lets a deploy request go to the fleet
///
/// It waits for a review, and the caller is another user than the submitter, with the right to write. The answer comes once the
/// request is handed over, or a second and a half later. A reason may be given. Doing it again changes nothing.
#[utoipa::path(
    post,
    path = "/landfall/v1/deploy-requests/{id}/approve",
    tag = "deploy-requests",
    operation_id = "approve_deploy_request",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    request_body(content = Option<DecisionForm>, content_type = "application/json"),
    responses((status = 200, description = "The request as it is now", body = DeployRequestView), DecisionProblems),
)]
pub(super) async fn approve(State(native): State<Native>, request: Request) -> Response<Body> {
    decided(&native, request, Decision::Approve).await
}

/// Refuses a deploy request for good
///
/// It waits for a review, and the caller is another user than the submitter, with the right to write. The submitter gets to read
/// the reason, which is needed. Doing it again changes nothing.
#[utoipa::path(
    post,
    path = "/landfall/v1/deploy-requests/{id}/reject",
    tag = "deploy-requests",
    operation_id = "reject_deploy_request",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    request_body(content = DecisionForm, content_type = "application/json"),
    responses((status = 200, description = "The request as it is now", body = DeployRequestView), DecisionProblems),
)]
pub(super) async fn reject(State(native): State<Native>, request: Request) -> Response<Body> {
    decided(&native, request, Decision::Reject).await
}

/// Says that somebody else has to decide over a deploy request
///
/// It is `pending_review`, and the caller is another user than the submitter, with the right to write. A reason may be given.
/// Doing it again changes nothing.
#[utoipa::path(
    post,
    path = "/landfall/v1/deploy-requests/{id}/escalate",
    tag = "deploy-requests",
    operation_id = "escalate_deploy_request",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    request_body(content = Option<DecisionForm>, content_type = "application/json"),
    responses((status = 200, description = "The request as it is now", body = DeployRequestView), DecisionProblems),
)]
pub(super) async fn escalate(State(native): State<Native>, request: Request) -> Response<Body> {
    decided(&native, request, Decision::Escalate).await
}

/// Who calls (401, 403), what they take and send (406, 415, 413, 400), whether there is such a request (404), and whether it
/// waits for them (409).
async fn decided(native: &Native, request: Request, decision: Decision) -> Response<Body> {
    let (head, body) = request.into_parts();
    let decide = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_json(&head.headers)?;
        let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await;
        let body = body.map_err(|error| Problem::unread(error, LARGEST_BODY))?;
        if !body.is_empty() {
            sends_json(&head.headers)?;
        }
        let ruling = Ruling::new(decision, DecisionForm::read(&body)?);
        let ruling =
            ruling.map_err(|fault| Problem::body(vec![InputError::member("/reason", fault)]))?;
        let mut call = opened(&native.control, &head, proven, &[]).await?;
        let id = RequestId::of(&head.extensions).to_string();
        let decider = native.control.decider(&call.caller, Some(id)).await?;
        let decider = decider.ok_or_else(may_not)?;
        // The number stands before the last segment.
        call.id = call.segment(1);
        let (found, _) = one::<DeployRequests>(&call).await?;
        if !native
            .control
            .may_write_at(&call.caller, found.account)
            .await?
        {
            return Err(may_not());
        }
        let place = DeployPlace::from(&found);
        native.control.decide(&decider, place, ruling).await?;
        let row = one::<DeployRequests>(&call).await?;
        let propagation = native.control.landed(&row.0, &row.1).await?;
        let view = DeployRequestView::new(row, propagation.as_ref());
        let mut response = respond::json(StatusCode::OK, json(&view));
        let no_store = HeaderValue::from_static("no-store");
        response.headers_mut().insert(CACHE_CONTROL, no_store);
        Ok(response)
    };
    let answered = decide.await;
    let answered = answered.unwrap_or_else(|problem: Problem| problem.respond(head.uri.path()));
    with_request_id(answered, &head)
}

fn may_not() -> Problem {
    let detail = "To decide takes the right to write: the role business-admin, or a client with native=write.";
    Problem::new(Kind::Forbidden, detail)
}
