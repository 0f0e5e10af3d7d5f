//! `DELETE /api/deploymentzones/{DZoneID}`: removes a zone (Z5).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode};
use landfall_http::openapi::{Operation, Reply};
use schemars::json_schema;

use crate::{
    auth::Akana,
    document::{SESSION, context, csrf_of_writes, if_match, no_store, zone_id},
    error::{Fault, Told, faults},
    wire::{
        media::{self, DELETIONS},
        zone_body::Associations,
        zone_seen::zone_seen,
        zones,
    },
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = json_schema!({ "type": "string", "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$" });
    let removed = Reply::new(StatusCode::OK, "The id of the zone that was removed.")
        .headers([no_store()])
        .body(DELETIONS[0], id);
    Operation::new(
        Method::DELETE,
        "/api/deploymentzones/{DZoneID}",
        "deleteZone",
    )
    .tag("zones")
    .told(
        "Removes a zone",
        "A customer's last zone stays while one of its deployments is active. When the tenant's last zone is gone, there is a transient one for each POP with a gateway again (sections 5 and 7).",
    )
    .security(SESSION)
    .parameters([zone_id()])
    .parameters(context("In whose context"))
    .parameters([if_match(), csrf_of_writes()])
    .replies([removed])
    .replies(faults([
        Told::BadContext,
        Told::NotSignedIn,
        Told::NotPermitted,
        Told::UnknownZone,
        Told::NotAcceptable,
        Told::UsedZone,
        Told::StaleZone,
        Told::TooLarge,
        Told::Failed,
    ]))
}

pub(super) async fn delete_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let media_type = media::of_deletion(&call.head.headers)?;
    let place = call.zone_place(&session)?;
    let id = call.last_segment().unwrap_or_default();
    let seen = zone_seen(&call.head.headers);
    let zone = akana.control.delete_zone(&place, &id, seen).await;
    let zone = zone.map_err(|refused| Fault::of_zone(refused, Associations::OfZone))?;
    Ok(zones::written(media_type, zone.id.into_bytes()))
}
