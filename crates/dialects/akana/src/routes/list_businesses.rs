//! `GET /api/businesses`: an organization and those directly below it (B1).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    document::{self, SESSION, csrf_of_reads},
    error::{Fault, Told, faults},
    wire::{
        business_query, businesses,
        media::{self, BUSINESSES, Documented, documented},
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Parameter, Reply, ReplyHeader, Shape};
use schemars::{Schema, json_schema};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let list = Documented {
        json: Shape::of::<businesses::BusinessList<'_>>(),
        feed: Some(Shape::Of(businesses::feed)),
        xml: "`<BusinessList>` of `<Business>`, with the same members.",
    };
    let total = json_schema!({ "type": "integer", "minimum": 1 });
    let total = ReplyHeader::always("Landfall-Total", total)
        .described("How many the whole list has, exactly.");
    let found = Reply::new(StatusCode::OK, "A part of the list.")
        .headers(document::private())
        .headers([total]);
    let named = Parameter::query("BusinessID", json_schema!({ "type": "string" }))
        .described("The organization that the list begins at.")
        .example("tenant", "tenantbusiness.acmepaymentscorp");
    let most = business_query::MOST;
    let limit = number(
        &json_schema!({ "type": "integer", "minimum": 1, "maximum": most }),
        most,
    );
    let offset = number(&json_schema!({ "type": "integer", "minimum": 0 }), 0);
    Operation::get("/api/businesses", "listBusinesses")
        .tag("businesses")
        .told(
            "Lists an organization and those directly below it",
            "By name, then id. Without `BusinessID` the list begins at the topmost organization in which the caller has a role. `Federation` is accepted and has no meaning (section 8).",
        )
        .security(SESSION)
        .parameters([
            named,
            Parameter::query("Limit", limit).described("How many to give at most."),
            Parameter::query("Offset", offset).described("How many to leave out at the start."),
            csrf_of_reads(),
        ])
        .replies([documented(found, &BUSINESSES, &list)])
        .replies(faults([
            Told::BadPart,
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::Failed,
        ]))
}

/// A number of the query; none is as if it were not sent.
fn number(form: &Schema, default: u32) -> Schema {
    json_schema!({
        "default": default,
        "anyOf": [form, { "description": "As if it were not sent.", "const": "" }],
    })
}

pub(super) async fn list_businesses(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
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
