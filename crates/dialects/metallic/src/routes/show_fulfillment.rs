//! `GET /api/v1/partner/fulfillments/{id}`: one fulfillment with its request (metallic contract, section 6).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_http::{
    openapi::{Operation, Reply, Shape},
    respond,
};

use super::{Metallic, id, id_parameter};
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{FulfillmentDetail, One};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = id_parameter()
        .example("complete", "587d4d28-066c-406e-b975-5d04e4e47373")
        .example("failed", "f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a06");
    let found = Reply::new(StatusCode::OK, "The fulfillment.")
        .headers(auth::rate_headers())
        .json(Shape::of::<One<FulfillmentDetail<'_>>>());
    Operation::get("/api/v1/partner/fulfillments/{id}", "showFulfillment")
        .tag("fulfillments")
        .told(
            "Shows a fulfillment with its request",
            "`requestData` is the submitted body, character by character; `failure` is there when the status is `failed` (section 6).",
        )
        .security(TOKEN)
        .parameters([id])
        .replies([found])
        .replies(ApiError::of_objects())
}

/// The one of that id.
pub(super) async fn show_fulfillment(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::reading(&metallic, &head.headers, async |caller| {
        let id = id(&head)?;
        let found = metallic.control.fulfillment(&caller.view, id).await?;
        let found = found.ok_or(ApiError::NotFound)?;
        Ok(respond::json(StatusCode::OK, shown(&found)?))
    })
    .await
}

/// A fulfillment with its request.
pub(super) fn shown(found: &landfall_core::model::FulfillmentDetail) -> Result<Vec<u8>, ApiError> {
    let detail = FulfillmentDetail::of(found).map_err(|error| {
        let id = found.fulfillment.id;
        tracing::error!(%error, %id, "the request of a fulfillment cannot be read");
        ApiError::Internal
    })?;
    Ok(One::new(detail).to_json())
}
