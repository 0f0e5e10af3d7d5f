//! `GET /api/v1/partner/fulfillments`: the fulfillments in view (metallic contract, section 3).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_core::model::{FulfillmentField, FulfillmentStatus};
use landfall_http::{
    openapi::{Operation, Parameter, Reply, Shape},
    query::Query,
    respond,
};
use schemars::json_schema;

use super::Metallic;
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{FulfillmentList, FulfillmentQuery, KNOWN, page_parameters, sort_parameter};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let statuses: Vec<_> = FulfillmentStatus::ALL
        .iter()
        .map(|status| status.as_str())
        .collect();
    let pattern = format!("^((filter=)?status:({}))?$", statuses.join("|"));
    let filter = Parameter::query("filter", json_schema!({ "type": "string", "pattern": pattern }))
        .described("One term, `status:value`; it may have `filter=` in front, as the answer shows it. May be given once.")
        .example("complete", "status:complete")
        .example("asShown", "filter=status:complete");
    let fields: Vec<_> = FulfillmentField::ALL
        .iter()
        .map(|field| field.as_str())
        .collect();
    let sort = sort_parameter(
        &fields,
        [
            ("newest", "desc:insertTs"),
            ("several", "asc:type,desc:insertTs"),
        ],
    );
    let page = Reply::new(StatusCode::OK, "A page; one beyond the end is empty.")
        .headers(auth::rate_headers())
        .json(Shape::of::<FulfillmentList<'_>>());
    Operation::get("/api/v1/partner/fulfillments", "listFulfillments")
        .tag("fulfillments")
        .told(
            "Lists the fulfillments that the caller's organization may see",
            "Text is ordered by code point, missing values come last in both directions, ties are ordered by `id`. `totalRecords` is exact, and of the same moment as the rows. Who polls should walk with `sort=asc:insertTs`, which does not shift while statuses change (section 3).",
        )
        .security(TOKEN)
        .parameters([filter, sort])
        .parameters(page_parameters())
        .replies([page])
        .replies(ApiError::of_lists())
}

/// A page of them, filtered and sorted as asked.
pub(super) async fn list_fulfillments(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::reading(&metallic, &head.headers, async |caller| {
        let query = Query::parse_known(head.uri.query(), &KNOWN)?;
        let query = FulfillmentQuery::read(&query)?;
        let page = metallic
            .control
            .fulfillments(&caller.view, query.filter, &query.sort, query.page())
            .await?;
        let body = FulfillmentList::new(&query, &page).to_json();
        Ok(respond::json(StatusCode::OK, body))
    })
    .await
}
