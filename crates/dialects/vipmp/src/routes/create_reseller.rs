//! `POST /v3/resellers` (vipmp contract, section 7.2).

use axum::{body::Body, response::Response};
use http::StatusCode;
use landfall_core::rules::writing::{NewReseller, Reason};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    shown::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "distributorId": "1203940056",
        "companyProfile": {
            "companyName": "Foerde Systemhaus GmbH",
            "preferredLanguage": "de-DE",
            "marketSegments": ["COM", "EDU"],
            "address": {
                "country": "DE",
                "region": "SH",
                "city": "Kiel",
                "addressLine1": "Kai 3",
                "postalCode": "24103",
            },
            "contacts": [
                { "firstName": "Ida", "lastName": "Brandt", "email": "ida@foerde.example" },
            ],
        },
    });
    Operation::post("/v3/resellers", "createReseller")
        .tag("resellers")
        .told(
            "Creates a reseller",
            "For clients that are bound to no organization, or to a distributor. The reseller is pending (1002) until it has been validated, which is a matter of a second; customers can be created below it at once (section 7.2).",
        )
        .security(KEY_AND_TOKEN)
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::ResellerToCreate>(), Some(example))
        .replies([
            document::written::<wire::Reseller<'_>>(StatusCode::CREATED, "The reseller."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), or has values that cannot be (1117, 1118, 2126); or there is no such distributor (1114).",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::NoDistributor,
                    Reason::Fields,
                    Reason::Address,
                    Reason::LongReference,
                ],
            ),
        ])
        .replies(Error::of_writes())
}

/// Creates a reseller.
pub(super) async fn create_reseller(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.distributing_writer(body).await?;
    let show = Shown {
        good: StatusCode::CREATED,
    };
    let (control, body) = (&call.control, NewReseller::read(&body));
    let created = control.create_reseller(&partner, Some(&repeatable), body, show);
    written(created.await)
}
