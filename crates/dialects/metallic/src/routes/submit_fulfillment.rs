//! `POST /api/v1/partner/fulfillments`: an order (metallic contract, section 5).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::once::Answer;
use landfall_core::{model::FulfillmentDetail, rules::ordering::Refused};
use landfall_http::openapi::{Operation, Reply, Shape};
use serde_json::json;

use super::Metallic;
use super::sent::{Sent, key_parameter, written, written_headers};
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{FulfillmentRow, One, order_body};

/// Where fulfillments are.
const PLACE: &str = "/api/v1/partner/fulfillments";

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "externalId": "ORD-7001",
        "mspId": "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04",
        "account": {
            "externalId": "CUST-88",
            "name": "Harbour Bakery",
            "website": "harbour.example",
            "provisionCountry": "Germany",
            "contacts": [{
                "type": "admin",
                "email": "it@harbour.example",
                "firstName": "Ida",
                "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
            }],
        },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR", "quantity": 40 }] },
    });
    let accepted = Reply::new(
        StatusCode::ACCEPTED,
        "It is accepted, and nothing of it is done yet.",
    )
    .headers(auth::rate_headers())
    .headers(written_headers())
    .json(Shape::of::<One<FulfillmentRow<'_>>>());
    Operation::post(PLACE, "submitFulfillment")
        .tag("fulfillments")
        .told(
            "Submits an order: a new account with services, more services, or their end",
            "Without `type`, an account that is described is created and one that is named by its id gets services; to end services, say `msp_cancel_service` or `reseller_cancel_service`. Who submits polls the fulfillment until its status is final (sections 4, 5 and 7).",
        )
        .security(TOKEN)
        .parameters([key_parameter()])
        .body("application/json", order_body(), Some(example))
        .replies([accepted])
        .replies(ApiError::of_submissions([ApiError::NoOriginal]))
}

/// Takes an order in.
pub(super) async fn submit_fulfillment(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    auth::writing(&metallic, &head, async |writer| {
        let sent = Sent::read(&head, body, &writer).await?;
        let submitted = metallic
            .control
            .submit_order(&writer.orderer, sent.call.as_ref(), sent.body, answer)
            .await?;
        written(submitted, PLACE)
    })
    .await
}

/// An order as it is shown when it is accepted: the row that lists have.
fn answer(outcome: Result<&FulfillmentDetail, &Refused>) -> Answer {
    let (status, body) = match outcome {
        Ok(order) => (
            StatusCode::ACCEPTED,
            One::new(FulfillmentRow::from(&order.fulfillment)).to_json(),
        ),
        Err(refused) => ApiError::from(refused.clone()).answer(),
    };
    Answer {
        status: status.as_u16(),
        body,
    }
}
