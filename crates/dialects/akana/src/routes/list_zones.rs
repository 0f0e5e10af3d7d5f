//! `GET /api/deploymentzones`: the zones that an organization is offered (Z1).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    error::Fault,
    wire::{media, revalidated::revalidated, zone_query, zones},
};

pub(super) async fn list_zones(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let (media_type, shape) = media::of_list(&call.head.headers)?;
    let query = call.query(&zone_query::LIST)?;
    let (business, filter) = zone_query::zone_query(&query, &call.tenant.id)?;
    let zones = akana
        .control
        .zones(&call.tenant, &session.user, business, &filter)
        .await?;
    let zones = zones.ok_or_else(Fault::not_permitted)?;
    let body = zones::list(&zones, shape);
    Ok(revalidated(&call.head.headers, media_type, body))
}
