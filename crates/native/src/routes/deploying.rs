//! Asking for a policy to be applied, and withdrawing that.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, LOCATION},
};
use landfall_control::query::customer_name;
use landfall_core::{model::Platform, rules::deploying::read_submission};
use landfall_http::{body::read_body, request_id::RequestId, respond};

use super::{
    call::{Call, Native, opened, takes_json, with_request_id},
    deploy_requests::DeployRequests,
    landing::id_before_last,
    resource::{ShowQuery, one},
    session::is_json,
};
use crate::{
    auth,
    error::{InputError, Kind, Problem},
    problems::{CancelProblems, DeployProblems},
    wire::{DeployForm, DeployRequestView},
};

/// Bytes: more than any message needs.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Applies a locked policy of an account
///
/// The answer comes once the request is handed over to the fleet, or waits for somebody, or a second and a half later. The same
/// again within a minute is taken for a retry and answered with the request that there is (200). An account has one open request
/// for each platform and environment.
#[utoipa::path(
    post,
    path = "/landfall/v1/deploy-requests",
    tag = "deploy-requests",
    operation_id = "create_deploy_request",
    params(ShowQuery),
    request_body(content = DeployForm, content_type = "application/json"),
    responses(
        (status = 201, description = "The request as it is now", body = DeployRequestView),
        (status = 200, description = "The request that was made by the same call before", body = DeployRequestView),
        DeployProblems
    ),
)]
pub(super) async fn submit(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let submit = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_json(&head.headers)?;
        let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await;
        let body = body.map_err(|error| Problem::unread(error, LARGEST_BODY))?;
        is_json(&head.headers)?;
        let form = DeployForm::read(&body)?;
        let new = read_submission(&form.submission()).map_err(Problem::findings)?;
        let platform = form.platform.as_deref().map(str::parse::<Platform>);
        let platform = platform
            .transpose()
            .map_err(|_| wrong_platform("The platform is http_large, http_small or adn."))?;
        let mut call = opened(&native.control, &head, proven, &[]).await?;
        let name = customer_name(&call.caller.view.tenant, &form.account);
        let name = name.ok_or_else(Problem::not_found)?;
        let account = native
            .control
            .customer_named(&call.caller.view, &name)
            .await?;
        let account = account.ok_or_else(Problem::not_found)?.organization.id;
        let id = RequestId::of(&head.extensions).to_string();
        let author = native
            .control
            .author(&call.caller, account, Some(id))
            .await?;
        let author = author.ok_or_else(may_not)?;
        if let Some(platform) = platform {
            let policy = native.control.policy(&author.acting, new.policy).await?;
            let is_for = policy.map(|policy| policy.thing.summary.platform);
            if let Some(is_for) = is_for.filter(|is_for| *is_for != platform) {
                let fault = format!("Policy {} is for {is_for}.", new.policy);
                return Err(wrong_platform(&fault));
            }
        }
        let submitted = native.control.submit(author, new).await?;
        call.id = Some(submitted.id.to_string());
        let status = if submitted.replayed {
            StatusCode::OK
        } else {
            StatusCode::CREATED
        };
        let mut response = shown(&call, status).await?;
        let location = format!("/landfall/v1/deploy-requests/{}", submitted.id);
        let location = HeaderValue::try_from(location).expect("a number is visible ASCII");
        response.headers_mut().insert(LOCATION, location);
        Ok(response)
    };
    let answered = submit.await;
    let answered = answered.unwrap_or_else(|problem: Problem| problem.respond(head.uri.path()));
    with_request_id(answered, &head)
}

/// Withdraws a deploy request that waits for a person
///
/// Nothing of it has gone to the fleet. Doing it again changes nothing.
#[utoipa::path(
    post,
    path = "/landfall/v1/deploy-requests/{id}/cancel",
    tag = "deploy-requests",
    operation_id = "cancel_deploy_request",
    params(("id" = String, Path, description = "Its number"), ShowQuery),
    responses((status = 200, description = "The request as it is now", body = DeployRequestView), CancelProblems),
)]
pub(super) async fn cancel(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let cancel = async {
        let proven = auth::proven(&native.control, &head).await?;
        takes_json(&head.headers)?;
        let mut call = opened(&native.control, &head, proven, &[]).await?;
        call.id = id_before_last(head.uri.path());
        if !call.caller.write {
            return Err(may_not());
        }
        let (found, _) = one::<DeployRequests>(&call).await?;
        let id = RequestId::of(&head.extensions).to_string();
        let author = (native.control).author(&call.caller, found.account, Some(id));
        let author = author.await?.ok_or_else(may_not)?;
        native.control.cancel(&author, found.id).await?;
        shown(&call, StatusCode::OK).await
    };
    let answered = cancel.await;
    let answered = answered.unwrap_or_else(|problem: Problem| problem.respond(head.uri.path()));
    with_request_id(answered, &head)
}

/// The request that the call is about, as it is now.
async fn shown(call: &Call<'_>, status: StatusCode) -> Result<Response<Body>, Problem> {
    let row = one::<DeployRequests>(call).await?;
    let propagation = call.control.landed(&row.0, &row.1).await?;
    let view = DeployRequestView::new(row, propagation.as_ref());
    let body = serde_json::to_vec(&view).expect("answers are made of texts, numbers and lists");
    let mut response = respond::json(status, body);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    Ok(response)
}

fn wrong_platform(fault: &str) -> Problem {
    Problem::body(vec![InputError::member("/platform", fault.to_owned())])
}

fn may_not() -> Problem {
    let detail = "To deploy takes the right to write: the role business-admin, or a client with native=write.";
    Problem::new(Kind::Forbidden, detail)
}
