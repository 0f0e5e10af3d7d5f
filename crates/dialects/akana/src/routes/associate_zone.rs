//! `PUT /api/deploymentzones/{DZoneID}/associations`: says what a zone is for (Z6).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode};
use landfall_http::openapi::{Operation, Reply, Shape};

use crate::{
    auth::Akana,
    document::{SESSION, context, csrf_of_writes, if_match, no_store, zone_id},
    error::{Fault, Told, faults},
    wire::{
        media::{self, Documented, ONES, documented},
        zone_body::{self, Associations},
        zone_seen::zone_seen,
        zones,
    },
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let pairs = Documented {
        json: Shape::of::<zones::Associations<'_>>(),
        feed: None,
        xml: "`<DZoneEnvImplAssociations>` of `<DZoneEnvImplAssociation>`, with the same members.",
    };
    let stored = Reply::new(StatusCode::OK, "The associations as they are stored.");
    let path = "/api/deploymentzones/{DZoneID}/associations";
    let operation = Operation::new(Method::PUT, path, "associateZone")
        .tag("zones")
        .told(
            "Says which implementations and environments a zone is for",
            "The whole set is replaced; pairs that are sent twice are kept once, and there may be none. The caller needs the right in the context and in the organization that the zone belongs to. The body may also be XML, `<DZoneEnvImplAssociations>` with the same members (section 7).",
        )
        .security(SESSION)
        .parameters([zone_id()])
        .parameters(context("In whose context"))
        .parameters([if_match(), csrf_of_writes()])
        .replies([documented(stored.headers([no_store()]), &ONES, &pairs)])
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
        &zone_body::associations_schema(),
        &zone_body::pairs_example(),
    )
}

pub(super) async fn associate_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let (media_type, shape) = media::of_one(&call.head.headers)?;
    let form = media::of_body(&call.head.headers)?;
    let place = call.zone_place(&session)?;
    let pairs = zone_body::associations(&call.body, form)?;
    let id = call.segment_from_end(1).unwrap_or_default();
    let seen = zone_seen(&call.head.headers);
    let zone = akana.control.associate_zone(&place, &id, &pairs, seen);
    let zone = zone.await;
    let zone = zone.map_err(|refused| Fault::of_zone(refused, Associations::Alone))?;
    Ok(zones::written(
        media_type,
        zones::associations(&zone, shape),
    ))
}
