//! Sites of an account: what it serves, where it comes from and how users reach it.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use landfall_control::command::{Refusal, SiteChanged};
use landfall_core::{
    id::{OrganizationId, SiteId},
    model::Site,
};

use super::{
    call::{Call, Native, reading},
    once::{added, answered, repeatable},
    policy_changes::{author, customer},
    resource::ShowQuery,
    writing::{as_seen, changed, gone, writing},
};
use crate::{
    error::Problem,
    problems::{ChangeProblems, DeleteProblems, ReadProblems, SiteProblems},
    wire::{SiteFormView, SiteView, SitesView, read_site},
};

/// Bytes.
const LARGEST: usize = 256 * 1024;
/// The deploy requests that carry a change to the fleet, with commas between them.
const REQUESTS: HeaderName = HeaderName::from_static("landfall-deploy-requests");

/// Sites of a customer
#[utoipa::path(
    get,
    path = "/landfall/v1/customers/{id}/sites",
    tag = "sites",
    operation_id = "list_sites",
    params(("id" = String, Path, description = "The customer, by any of its names"), ShowQuery),
    responses((status = 200, description = "All of them", body = SitesView), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let name = call.segment(1);
        let account = account(&call, name.as_deref()).await?;
        let sites = call.control.sites_of(&call.caller.view, account).await?;
        Ok(SitesView::from(sites))
    })
    .await
}

/// One site of a customer
#[utoipa::path(
    get,
    path = "/landfall/v1/customers/{id}/sites/{site}",
    tag = "sites",
    operation_id = "show_site",
    params(
        ("id" = String, Path, description = "The customer, by any of its names"),
        ("site" = String, Path, description = "The site's number"),
        ShowQuery,
    ),
    responses((status = 200, description = "It", body = SiteView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let name = call.segment(2);
        let account = account(&call, name.as_deref()).await?;
        let id = site_id(&call)?;
        let sites = call.control.sites_of(&call.caller.view, account).await?;
        let site = sites.into_iter().find(|site| site.id == id);
        site.map(SiteView::from).ok_or_else(Problem::not_found)
    })
    .await
}

/// Adds a site to a customer
///
/// A host name belongs to one site of the tenant. Sites travel with the account's policies: where one is active, a deploy request
/// for it begins with this; while another one is open there, nothing is added (409). With an `Idempotency-Key` the same call may be sent again for a day and adds nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/customers/{id}/sites",
    tag = "sites",
    operation_id = "add_site",
    params(
        ("id" = String, Path, description = "The customer, by any of its names"),
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the site is added once"),
    ),
    request_body(content = SiteFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The site", body = SiteView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        SiteProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let name = call.segment(1);
        let account = account(&call, name.as_deref()).await?;
        let author = author(&call, &sent, account).await?;
        let asked = read_site(&sent.body)?;
        let path = sent.path().to_owned();
        let shown_at = path.clone();
        let show = move |made: Result<SiteChanged, Refusal>| match made {
            Ok(made) => Ok(added(&SiteView::from(made.site))),
            Err(Refusal::Failed(error)) => Err(error),
            Err(refusal) => Ok(Problem::from(refusal).answer(&shown_at)),
        };
        let made = call
            .control
            .add_site(&author, repeatable.as_ref(), asked, show)
            .await?;
        answered(made, &path)
    })
    .await
}

/// Changes a site
///
/// What is not sent stays; `null` empties a member. Lists are replaced as a whole, and host names that stay keep their numbers.
/// What is deployed is handed over again, as with a new site.
#[utoipa::path(
    patch,
    path = "/landfall/v1/customers/{id}/sites/{site}",
    tag = "sites",
    operation_id = "change_site",
    params(
        ("id" = String, Path, description = "The customer, by any of its names"),
        ("site" = String, Path, description = "The site's number"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the site that is to be changed"),
    ),
    request_body(content = SiteFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The site as it is now", body = SiteView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let (id, account) = (site_id(&call)?, named(&call).await?);
        let author = author(&call, &sent, account).await?;
        let asked = read_site(&sent.body)?;
        let seen = as_seen::<Site, SiteView>(sent.headers());
        let after = call.control.change_site(&author, id, asked, seen).await?;
        let mut response = changed(StatusCode::OK, &SiteView::from(after.site));
        tell(&mut response, &after.requests);
        Ok(response)
    })
    .await
}

/// Removes a site
///
/// What is deployed is handed over again, as with a new site. With `If-Match` and its `ETag`, only what was read.
#[utoipa::path(
    delete,
    path = "/landfall/v1/customers/{id}/sites/{site}",
    tag = "sites",
    operation_id = "delete_site",
    params(
        ("id" = String, Path, description = "The customer, by any of its names"),
        ("site" = String, Path, description = "The site's number"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the site that is to be removed"),
    ),
    responses((status = 204, description = "It is gone"), DeleteProblems),
)]
pub(super) async fn delete(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, None, async |call, sent| {
        let (id, account) = (site_id(&call)?, named(&call).await?);
        let author = author(&call, &sent, account).await?;
        let seen = as_seen::<Site, SiteView>(sent.headers());
        let removed = call.control.remove_site(&author, id, seen).await?;
        let mut response = gone();
        tell(&mut response, &removed.requests);
        Ok(response)
    })
    .await
}

/// The customer of that name: 404 if it is not in view.
pub(super) async fn account(
    call: &Call<'_>,
    name: Option<&str>,
) -> Result<OrganizationId, Problem> {
    let name = name.filter(|name| !name.contains('\0'));
    let name = name.ok_or_else(Problem::not_found)?;
    customer(call, name).await?.ok_or_else(Problem::not_found)
}

/// The customer whose site the path names.
async fn named(call: &Call<'_>) -> Result<OrganizationId, Problem> {
    account(call, call.segment(2).as_deref()).await
}

fn site_id(call: &Call<'_>) -> Result<SiteId, Problem> {
    let id = call.id.as_deref().and_then(|id| id.parse().ok());
    id.ok_or_else(Problem::not_found)
}

fn tell(response: &mut Response<Body>, requests: &[landfall_core::id::DeployRequestId]) {
    let numbers = requests.iter().map(ToString::to_string);
    let numbers = numbers.collect::<Vec<_>>().join(", ");
    if let Ok(value) = HeaderValue::try_from(numbers)
        && !requests.is_empty()
    {
        response.headers_mut().insert(REQUESTS, value);
    }
}
