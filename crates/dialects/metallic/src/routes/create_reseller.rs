//! `POST /api/v1/partner/resellers`: a reseller below the caller's organization (metallic contract, section 8).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::once::Answer;
use landfall_core::{model::Organization, rules::ordering::Refused};
use landfall_http::openapi::{Operation, Reply, Shape};
use serde_json::json;

use super::Metallic;
use super::sent::{Sent, key_parameter, written, written_headers};
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{One, Reseller, reseller_body};

/// Where resellers are.
const PLACE: &str = "/api/v1/partner/resellers";

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "externalId": "RES-12",
        "name": "Lakeside Resale",
        "contacts": [{
            "type": "primary",
            "email": "sales@lakeside.example",
            "firstName": "Mia",
            "lastName": "Keller",
            "address": { "addressLine1": "Seeweg 1", "city": "Konstanz", "country": "DE", "postalCode": "78462" },
        }],
    });
    let made = Reply::new(StatusCode::CREATED, "The reseller.")
        .headers(auth::rate_headers())
        .headers(written_headers())
        .json(Shape::of::<One<Reseller<'_>>>());
    Operation::post(PLACE, "createReseller")
        .tag("resellers")
        .told(
            "Makes a reseller below the caller's organization",
            "Its `externalId`, its name (letter case aside) and the e-mail address of each contact are its own among the resellers of the topmost partner above the caller (section 8).",
        )
        .security(TOKEN)
        .parameters([key_parameter()])
        .body("application/json", reseller_body(), Some(example))
        .replies([made])
        .replies(ApiError::of_submissions([]))
}

/// Makes a reseller.
pub(super) async fn create_reseller(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    auth::writing(&metallic, &head, async |writer| {
        let sent = Sent::read(&head, body, &writer).await?;
        let made = metallic
            .control
            .introduce_reseller(&writer.orderer, sent.call.as_ref(), &sent.body, answer)
            .await?;
        written(made, PLACE)
    })
    .await
}

/// A reseller as it is shown.
fn answer(outcome: Result<&Organization, &Refused>) -> Answer {
    let (status, body) = match outcome {
        Ok(reseller) => (
            StatusCode::CREATED,
            One::new(Reseller::of(reseller)).to_json(),
        ),
        Err(refused) => ApiError::from(refused.clone()).answer(),
    };
    Answer {
        status: status.as_u16(),
        body,
    }
}
