//! Operators on the machine: the native API as it is served on the administration socket.
//!
//! Whoever can open that socket owns the installation, so there is nothing to prove. Two headers say how an operator acts:
//! `X-Landfall-Tenant` where there are several tenants, and `X-Landfall-User` with the e-mail address of the person in whose name
//! something is changed; without it an operator reads only. Elsewhere these headers mean nothing.

use std::sync::Arc;

use axum::{Router, extract::Request};
use http::{Extensions, HeaderMap};
use landfall_control::{
    Control,
    access::{NativeCaller, NotOperating},
};
use landfall_core::id::TenantId;

use crate::{
    error::{InputError, Problem},
    routes::routes,
};

/// The header that names the tenant.
pub const TENANT_HEADER: &str = "x-landfall-tenant";
/// The header that names the person in whose name something is changed.
pub const USER_HEADER: &str = "x-landfall-user";

/// Marks a request that came by the administration socket. Nothing that is sent can set it.
#[derive(Debug, Clone, Copy)]
struct Local;

/// The native API for operators on the machine, to be served on the administration socket and nowhere else.
pub fn operator_router(control: Arc<Control>) -> Router {
    routes(control).layer(axum::middleware::map_request(
        async |mut request: Request| {
            request.extensions_mut().insert(Local);
            request
        },
    ))
}

/// Whether a request came by the administration socket.
pub(crate) fn is_one(extensions: &Extensions) -> bool {
    extensions.get::<Local>().is_some()
}

/// The operator as the headers say.
pub(crate) async fn caller(
    control: &Control,
    headers: &HeaderMap,
) -> Result<NativeCaller, Problem> {
    let bad = |header: &str, detail: &str| {
        Problem::parameters(vec![InputError::parameter(header, detail.to_owned())])
    };
    let text = |header| match headers.get(header) {
        None => Ok(None),
        Some(value) => std::str::from_utf8(value.as_bytes())
            .map(Some)
            .map_err(|_| bad(header, "is not text")),
    };
    let no_tenant = || {
        bad(
            TENANT_HEADER,
            "there is no such tenant; `landfall tenant list` shows those there are",
        )
    };
    let tenant = match text(TENANT_HEADER)?.map(str::parse::<TenantId>) {
        None => None,
        Some(Ok(tenant)) => Some(tenant),
        Some(Err(_)) => return Err(no_tenant()),
    };
    let person = text(USER_HEADER)?;
    let caller = control.native_operator(tenant.as_ref(), person).await?;
    caller.map_err(|refused| match refused {
        NotOperating::NoSuchTenant => no_tenant(),
        NotOperating::WhichTenant => bad(
            TENANT_HEADER,
            "there are several tenants here; name one (--tenant on the command line)",
        ),
        NotOperating::NoSuchUser => bad(
            USER_HEADER,
            "the tenant has no living user of that address; `landfall user list` shows those there are",
        ),
    })
}
