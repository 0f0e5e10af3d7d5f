//! Where another person looks at the deploy requests of an account.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use landfall_control::command::AccountReview;
use landfall_core::id::OrganizationId;

use super::{
    call::{Call, Native, reading},
    resource::ShowQuery,
    sites::account,
    writing::{as_seen, changed, writing},
};
use crate::{
    error::{Kind, Problem},
    problems::{ChangeProblems, ReadProblems},
    wire::{AccountReviewView, ReviewFormView, read_review},
};

/// Bytes.
const LARGEST: usize = 16 * 1024;

/// Where another person looks at the deploy requests of a customer
///
/// What is set for the account goes before what is set for the tenant.
#[utoipa::path(
    get,
    path = "/landfall/v1/customers/{id}/review",
    tag = "deploy-requests",
    operation_id = "show_review",
    params(("id" = String, Path, description = "The customer, by any of its names"), ShowQuery),
    responses((status = 200, description = "As it is now", body = AccountReviewView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let name = call.segment(1);
        let account = account(&call, name.as_deref()).await?;
        Ok(AccountReviewView::from(review(&call, account).await?))
    })
    .await
}

/// Has another person look at the deploy requests of a customer, or not
///
/// What is not sent stays; `null` leaves it to what is set for the tenant. Requests that wait go on waiting. For those who may write in
/// the whole tenant.
#[utoipa::path(
    patch,
    path = "/landfall/v1/customers/{id}/review",
    tag = "deploy-requests",
    operation_id = "change_review",
    params(
        ("id" = String, Path, description = "The customer, by any of its names"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of what is to be changed"),
    ),
    request_body(content = ReviewFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "As it is now", body = AccountReviewView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let account = account(&call, call.segment(1).as_deref()).await?;
        if !call.control.may_set_reviews(&call.caller).await? {
            return Err(may_not());
        }
        let asked = read_review(&sent.body)?;
        let (request_id, seen) = (
            Some(sent.request_id()),
            as_seen::<AccountReview, AccountReviewView>(sent.headers()),
        );
        let after = call
            .control
            .change_review(&call.caller, request_id, (account, asked), seen)
            .await?;
        Ok(changed(StatusCode::OK, &AccountReviewView::from(after)))
    })
    .await
}

async fn review(call: &Call<'_>, account: OrganizationId) -> Result<AccountReview, Problem> {
    let tenant = &call.caller.view.tenant;
    let found = call.control.review_of(tenant, account).await?;
    found.ok_or_else(Problem::not_found)
}

fn may_not() -> Problem {
    let detail = "Whose deploy requests are reviewed say those who may write in the whole tenant.";
    Problem::new(Kind::Forbidden, detail)
}
