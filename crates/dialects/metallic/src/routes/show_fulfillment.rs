//! `GET /api/v1/partner/fulfillments/{id}`: one fulfillment with its request (metallic contract, section 6).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_http::respond;

use super::{Metallic, id};
use crate::auth;
use crate::error::ApiError;
use crate::wire::{FulfillmentDetail, One};

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
        let detail = FulfillmentDetail::of(&found).map_err(|error| {
            tracing::error!(%error, %id, "the request of a fulfillment cannot be read");
            ApiError::Internal
        })?;
        let body = One::new(detail).to_json();
        Ok(respond::json(StatusCode::OK, body))
    })
    .await
}
