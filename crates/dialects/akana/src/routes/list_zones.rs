//! `GET /api/deploymentzones`: the zones that an organization is offered (Z1).

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
        media::{self, Documented, LISTS, documented},
        revalidated::revalidated,
        rss::JsonFeed,
        zone_query, zones,
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Parameter, Reply, Shape};
use schemars::json_schema;

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let list = Documented {
        json: Shape::of::<zones::ZoneList<'_>>(),
        feed: Some(Shape::of::<JsonFeed<'_>>()),
        xml: "`<DeploymentZoneInfoList>` of `<DeploymentZoneInfo>`, with the same members.",
    };
    let found = Reply::new(StatusCode::OK, "The zones.").headers(document::revalidated());
    let text = |name| Parameter::query(name, json_schema!({ "type": "string" }));
    let ids = json_schema!({ "type": "array", "items": { "type": "string" } });
    Operation::get("/api/deploymentzones", "listZones")
        .tag("zones")
        .told(
            "Lists the zones that an organization is offered",
            "A sub-organization is offered its own zones and those of each organization above it that grants them. Filters of different names must all hold; a value that matches nothing gives an empty list. Zones come by name, then id. An empty value means that the parameter is absent; one that is given several times must have equal values, but for `DzoneID` (sections 2 and 5).",
        )
        .security(SESSION)
        .parameters(context("Whose zones"))
        .parameters([
            text("Implementation")
                .described("Zones with an association of this implementation, in any letter case.")
                .example("live", "Live"),
            text("Environment")
                .described("The same association is of this environment, in any letter case.")
                .example("production", "Production"),
            text("APIImplementationPattern")
                .described("Zones whose gateway group declares this pattern.")
                .example("proxy", "PROXY"),
            Parameter::query("DzoneID", ids)
                .described("Only these zones, each in a parameter of its own; `DZoneID` is the same parameter.")
                .example("one", vec!["container-1051.acmepaymentscorp"]),
            if_none_match(),
            csrf_of_reads(),
        ])
        .replies([documented(found, &LISTS, &list), not_modified()])
        .replies(faults([
            Told::BadContext,
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::Failed,
        ]))
}

pub(super) async fn list_zones(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
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
