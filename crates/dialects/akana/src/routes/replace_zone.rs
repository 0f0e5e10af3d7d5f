//! `PUT /api/deploymentzones/{DZoneID}`: replaces a zone (Z4).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode};
use landfall_http::openapi::{Operation, Reply};

use crate::{
    auth::Akana,
    document::{SESSION, context, csrf_of_writes, if_match, no_store, zone_id},
    error::{Fault, Told, faults},
    wire::{
        media::{self, ONES, documented},
        zone_body::{self, Associations, Looks},
        zone_seen::zone_seen,
        zones,
    },
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let stored = Reply::new(StatusCode::OK, "The zone as it is stored.").headers([no_store()]);
    let path = "/api/deploymentzones/{DZoneID}";
    let operation = Operation::new(Method::PUT, path, "replaceZone")
        .tag("zones")
        .told(
            "Replaces a zone",
            "What is left out returns to its default, but for the associations, which stay as they are. The caller needs the right in the context and in the organization that the zone belongs to. The body may also be XML, `<DeploymentZoneInfo>` with the same members (sections 6 and 7).",
        )
        .security(SESSION)
        .parameters([zone_id()])
        .parameters(context("In whose context"))
        .parameters([if_match(), csrf_of_writes()])
        .replies([documented(stored, &ONES, &zones::documented())])
        .replies(faults([
            Told::BadZone,
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownZone,
            Told::NotAcceptable,
            Told::UndefinedZone,
            Told::StaleZone,
            Told::TooLarge,
            Told::UnsupportedBody,
            Told::Failed,
        ]));
    media::sent(
        operation,
        &zone_body::schema(Looks::AtAll),
        &zone_body::example(),
    )
}

pub(super) async fn replace_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let (media_type, shape) = media::of_one(&call.head.headers)?;
    let form = media::of_body(&call.head.headers)?;
    let place = call.zone_place(&session)?;
    let zone = zone_body::zone(&call.body, form, Looks::AtAll)?;
    let id = call.last_segment().unwrap_or_default();
    let seen = zone_seen(&call.head.headers);
    let zone = akana.control.replace_zone(&place, &id, &zone, seen).await;
    let zone = zone.map_err(|refused| Fault::of_zone(refused, Associations::OfZone))?;
    Ok(zones::written(media_type, zones::one(&zone, shape)))
}
