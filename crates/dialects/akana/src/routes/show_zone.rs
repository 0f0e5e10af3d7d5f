//! `GET /api/deploymentzones/{DZoneID}`: one of the zones that an organization is offered (Z3).

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

pub(super) async fn show_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let (media_type, shape) = media::of_one(&call.head.headers)?;
    let query = call.query(&zone_query::CONTEXT)?;
    let business = zone_query::context(&query, &call.tenant.id)?;
    // What is no text is the id of nothing, and so is the empty one.
    let id = call.last_segment().unwrap_or_default();
    let zone = akana
        .control
        .zone(&call.tenant, &session.user, business, &id)
        .await?;
    let zone = zone.ok_or_else(Fault::not_permitted)?;
    let zone = zone.ok_or_else(Fault::unknown_zone)?;
    Ok(revalidated(
        &call.head.headers,
        media_type,
        zones::one(&zone, shape),
    ))
}
