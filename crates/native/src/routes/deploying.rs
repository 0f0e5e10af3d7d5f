//! Asking for a policy to be applied, and withdrawing that.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderValue, Response, StatusCode, header::LOCATION};
use landfall_core::{model::Platform, rules::deploying::read_submission};

use super::{
    call::{Call, Native},
    deploy_requests::DeployRequests,
    policy_changes::{author, customer},
    resource::{ShowQuery, one},
    writing::{changed, writing},
};
use crate::{
    error::{InputError, Problem},
    problems::{CancelProblems, DeployProblems},
    wire::{DeployForm, DeployRequestView},
};

/// Bytes: more than any message needs.
const LARGEST: usize = 16 * 1024;

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
        (status = 201, description = "The request as it is now", body = DeployRequestView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        (status = 200, description = "The request that was made by the same call before", body = DeployRequestView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        DeployProblems
    ),
)]
pub(super) async fn submit(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |mut call, sent| {
        let form = DeployForm::read(&sent.body)?;
        let new = read_submission(&form.submission()).map_err(Problem::findings)?;
        let platform = form.platform.as_deref().map(str::parse::<Platform>);
        let platform = platform.transpose().map_err(|_| {
            fault_of(
                "/platform",
                "The platform is http_large, http_small or adn.",
            )
        })?;
        let account = customer(&call, &form.account).await?;
        let account = account.ok_or_else(|| {
            fault_of(
                "/account_id",
                "there is no such customer within the caller's view",
            )
        })?;
        let author = author(&call, &sent, account).await?;
        if let Some(platform) = platform {
            let policy = call.control.policy(&author.acting, new.policy).await?;
            let is_for = policy.map(|policy| policy.thing.summary.platform);
            if let Some(is_for) = is_for.filter(|is_for| *is_for != platform) {
                let fault = format!("Policy {} is for {is_for}.", new.policy);
                return Err(fault_of("/platform", &fault));
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
    })
    .await
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
    responses((status = 200, description = "The request as it is now", body = DeployRequestView, headers(("etag" = String, description = "The tag of what is shown"))), CancelProblems),
)]
pub(super) async fn cancel(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, None, async |mut call, sent| {
        call.id = call.segment(1);
        let (found, _) = one::<DeployRequests>(&call).await?;
        let author = author(&call, &sent, found.account).await?;
        call.control.cancel(&author, found.id).await?;
        shown(&call, StatusCode::OK).await
    })
    .await
}

/// The request that the call is about, as it is now.
async fn shown(call: &Call<'_>, status: StatusCode) -> Result<Response<Body>, Problem> {
    let row = one::<DeployRequests>(call).await?;
    let propagation = call.control.landed(&row.0, &row.1).await?;
    Ok(changed(
        status,
        &DeployRequestView::new(row, propagation.as_ref()),
    ))
}

fn fault_of(pointer: &str, fault: &str) -> Problem {
    Problem::body(vec![InputError::member(pointer, fault.to_owned())])
}
