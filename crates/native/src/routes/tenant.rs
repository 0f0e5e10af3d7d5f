//! The caller's tenant and its settings, for who sees the whole of it.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use landfall_core::model::Tenant;

use super::{
    call::{Call, Native, reading},
    resource::ShowQuery,
    writing::{as_seen, changed, may_only_read, writing},
};
use crate::{
    error::Problem,
    problems::{ChangeProblems, ReadProblems},
    wire::{TenantFormView, TenantView, read_settings},
};

/// Bytes.
const LARGEST: usize = 64 * 1024;

/// The caller's tenant
///
/// For those who see the whole of it.
#[utoipa::path(
    get,
    path = "/landfall/v1/tenant",
    tag = "tenant",
    operation_id = "show_tenant",
    params(ShowQuery),
    responses((status = 200, description = "It, with its settings", body = TenantView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        Ok(TenantView::from(tenant(&call).await?))
    })
    .await
}

/// Changes the tenant's settings
///
/// What is not sent stays; `null` returns a setting to its default. For those who may write in the whole tenant.
#[utoipa::path(
    patch,
    path = "/landfall/v1/tenant",
    tag = "tenant",
    operation_id = "change_tenant",
    params(
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the tenant that is to be changed"),
    ),
    request_body(content = TenantFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The tenant as it is now", body = TenantView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let known = tenant(&call).await?;
        if !call
            .control
            .may_write_at(&call.caller, known.organization)
            .await?
        {
            return Err(may_only_read());
        }
        let asked = read_settings(&sent.body)?;
        let (request_id, seen) = (
            Some(sent.request_id()),
            as_seen::<Tenant, TenantView>(sent.headers()),
        );
        let after = call
            .control
            .change_settings(&call.caller, request_id, asked, seen)
            .await?;
        Ok(changed(StatusCode::OK, &TenantView::from(after)))
    })
    .await
}

async fn tenant(call: &Call<'_>) -> Result<Tenant, Problem> {
    let tenant = call.control.tenant_of(&call.caller).await?;
    tenant.ok_or_else(Problem::not_found)
}
