//! `GET /api/businesses`: an organization and those directly below it (B1).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    error::Fault,
    wire::{business_query, businesses, media},
};

pub(super) async fn list_businesses(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let offer = media::of_businesses(&call.head.headers)?;
    let query = call.query(&business_query::LIST)?;
    let (named, part) = business_query::business_query(&query, &call.tenant.id)?;
    let page = akana
        .control
        .businesses(&call.tenant, &session.user, named, part)
        .await?;
    let page = page.ok_or_else(Fault::not_permitted)?;
    Ok(businesses::list(&page.rows, page.total, offer))
}
