//! `GET /api/businesses/{BusinessID}`: one organization (B2).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use landfall_core::rules::business::Business;

use crate::{
    auth::Akana,
    document::{self, SESSION, csrf_of_reads},
    error::{Fault, Told, faults},
    wire::{
        businesses,
        media::{self, Documented, ONES, documented},
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Parameter, Reply, Shape};
use schemars::json_schema;

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let business = Documented {
        json: Shape::of::<businesses::BusinessInfo<'_>>(),
        feed: None,
        xml: "`<Business>` with the same members.",
    };
    let found = Reply::new(StatusCode::OK, "The organization.").headers(document::private());
    let id = Parameter::path(
        "BusinessID",
        json_schema!({ "type": "string", "minLength": 1 }),
    )
    .described("Its id; a key that is a UUID may be in either letter case.")
    .example(
        "demo",
        "87da343c-e260-43e2-8fbf-2fab7fae9203.acmepaymentscorp",
    );
    Operation::get("/api/businesses/{BusinessID}", "showBusiness")
        .tag("businesses")
        .told(
            "Shows one organization",
            "Parameters whose names begin with `Include` are accepted and have no meaning (section 8).",
        )
        .security(SESSION)
        .parameters([id, csrf_of_reads()])
        .replies([documented(found, &ONES, &business)])
        .replies(faults([
            Told::NotSignedIn,
            Told::NotPermitted,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::Failed,
        ]))
}

pub(super) async fn show_business(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let offer = media::of_one(&call.head.headers)?;
    // What is no text names nobody, as other junk does.
    let id = call.last_segment().unwrap_or_default();
    let named = Business::of_business_id(&id, &call.tenant.id);
    let business = akana
        .control
        .business(&call.tenant, &session.user, named)
        .await?;
    let business = business.ok_or_else(Fault::not_permitted)?;
    Ok(businesses::one(&business, offer))
}
