//! `GET /api/deploymentzones/{DZoneID}`: one of the zones that an organization is offered (Z3).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    document::{self, SESSION, context, csrf_of_reads, if_none_match, not_modified},
    error::{Fault, Told, faults},
    wire::{
        media::{self, ONES, documented},
        revalidated::revalidated,
        zones,
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Reply};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let found = Reply::new(StatusCode::OK, "The zone.").headers(document::revalidated());
    Operation::get("/api/deploymentzones/{DZoneID}", "showZone")
        .tag("zones")
        .told(
            "Shows one of the zones that an organization is offered",
            "The zone is there where the list of the same context has it; elsewhere it is 404, as is one that never was. Filters are not looked at (sections 1, 2 and 5).",
        )
        .security(SESSION)
        .parameters([document::zone_id()])
        .parameters(context("In whose context"))
        .parameters([if_none_match(), csrf_of_reads()])
        .replies([documented(found, &ONES, &zones::documented()), not_modified()])
        .replies(faults([
            Told::BadContext,
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownZone,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::Failed,
        ]))
}

pub(super) async fn show_zone(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let (media_type, shape) = media::of_one(&call.head.headers)?;
    let business = call.context()?;
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
