//! `POST /api/v1/partner/fulfillments/{id}/cancel`: withdrawing an order (metallic contract, section 6).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::command::Withdrawn;
use landfall_http::{
    openapi::{Operation, Reply, Shape},
    respond,
};

use super::show_fulfillment::shown;
use super::{Metallic, id_before_last, id_parameter};
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{FulfillmentDetail, One};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let cancelled = Reply::new(StatusCode::OK, "The fulfillment, which is cancelled.")
        .headers(auth::rate_headers())
        .json(Shape::of::<One<FulfillmentDetail<'_>>>());
    Operation::post("/api/v1/partner/fulfillments/{id}/cancel", "cancelFulfillment")
        .tag("fulfillments")
        .told(
            "Withdraws an order that is pending",
            "One that is cancelled already stays as it is, and the answer is the same. Of this call and the worker that would carry the order out exactly one wins (section 6). A body is not looked at.",
        )
        .security(TOKEN)
        .parameters([id_parameter()])
        .replies([cancelled])
        .replies(ApiError::of_changes())
}

/// Withdraws the one of that id.
pub(super) async fn cancel_fulfillment(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::writing(&metallic, &head, async |writer| {
        let id = id_before_last(&head)?;
        let partner = writer.orderer.partner();
        match metallic.control.withdraw_order(partner, id).await? {
            Withdrawn::Cancelled(found) | Withdrawn::Already(found) => {
                Ok(respond::json(StatusCode::OK, shown(&found)?))
            }
            Withdrawn::TooLate(_) => Err(ApiError::NotNow {
                why: "Only a pending fulfillment can be cancelled",
            }),
            Withdrawn::Unknown => Err(ApiError::NotFound),
        }
    })
    .await
}
