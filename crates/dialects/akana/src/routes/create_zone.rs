//! `POST /api/deploymentzones`: defines a zone of an organization (Z2).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Reply, Shape};

use crate::{
    auth::Akana,
    document::{SESSION, context, csrf_of_writes, no_store},
    error::{Fault, Told, faults},
    wire::{
        media::{self, Documented, ONES, documented},
        zone_body::{self, Associations, Looks},
        zone_query, zones,
    },
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let zone = Documented {
        json: Shape::of::<zones::ZoneInfo<'_>>(),
        feed: None,
        xml: "`<DeploymentZoneInfo>` with the same members.",
    };
    let added = Reply::new(StatusCode::OK, "The zone that was added.").headers([no_store()]);
    let operation = Operation::post("/api/deploymentzones", "createZone")
        .tag("zones")
        .told(
            "Defines a zone of an organization",
            "It is offered to all below its owner, and called by a new id. What is left out has its default, and access points follow from the gateway's listeners. The same call again adds another zone: names need not be unique. The body may also be XML, `<DeploymentZoneInfo>` with the same members (sections 6 and 7).",
        )
        .security(SESSION)
        .parameters(context("Whose zone it is"))
        .parameters([csrf_of_writes()])
        .replies([documented(added, &ONES, &zone)])
        .replies(faults([
            Told::BadZone,
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooManyZones,
            Told::TooLarge,
            Told::UnsupportedBody,
            Told::Failed,
        ]));
    media::sent(
        operation,
        &zone_body::schema(Looks::AtAllButAccessPoints),
        &zone_body::example(),
    )
}

pub(super) async fn create_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let (media_type, shape) = media::of_one(&call.head.headers)?;
    let form = media::of_body(&call.head.headers)?;
    let query = call.query(&zone_query::CONTEXT)?;
    let business = zone_query::context(&query, &call.tenant.id)?;
    let zone = zone_body::zone(&call.body, form, Looks::AtAllButAccessPoints)?;
    let place = call.zone_place(&session, business);
    let zone = akana.control.create_zone(&place, &zone).await;
    let zone = zone.map_err(|refused| Fault::of_zone(refused, Associations::OfZone))?;
    Ok(zones::written(media_type, zones::one(&zone, shape)))
}
