//! `GET /api/v1/partner/fulfillments`: the fulfillments in view (metallic contract, section 3).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_http::query::Query;
use landfall_http::respond;

use super::Metallic;
use crate::auth;
use crate::wire::{FulfillmentList, FulfillmentQuery, KNOWN};

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
