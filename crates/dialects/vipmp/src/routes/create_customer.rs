//! `POST /v3/customers` (vipmp contract, section 7.1).

use axum::{body::Body, response::Response};
use http::StatusCode;
use landfall_core::rules::writing::{NewCustomer, Reason};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    shown::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, replayed, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "resellerId": "5556667778",
        "externalReferenceId": "AGR-7734",
        "companyProfile": {
            "companyName": "Nordwind Papier GmbH",
            "preferredLanguage": "de-DE",
            "address": {
                "country": "DE",
                "region": "BY",
                "city": "Augsburg",
                "addressLine1": "Lechufer 8",
                "postalCode": "86150",
            },
            "contacts": [
                { "firstName": "Lena", "lastName": "Brandt", "email": "lena@nordwind.example" },
            ],
        },
    });
    Operation::post("/v3/customers", "createCustomer")
        .tag("customers")
        .told(
            "Creates a customer",
            "It is pending (1002) until it has been validated, which is a matter of a second: then it is active (1000), or its postal code does not fit its country (1010), or the reseller has an active customer with the same name and primary contact (1014). A contact whose address the reseller's customers have under another name is answered as it was sent, and shown with the known name later (section 7.1).",
        )
        .security(KEY_AND_TOKEN)
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::CustomerToCreate>(), Some(example))
        .replies([
            document::written::<wire::Customer<'_>>(StatusCode::CREATED, "The customer."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), sets what is read-only (1119), or has values that cannot be (1117, 1118, 2126); or the reseller is out of use (1126) or does not sell to the market (2135); or a rule of global sales (1139, 1142), of commitments (1135) or of large government agencies (1147, 1163, 1164, 1167, 1168) is not kept.",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::ResellerNotActive,
                    Reason::Fixed,
                    Reason::Fields,
                    Reason::Address,
                    Reason::LongReference,
                    Reason::TooFew,
                    Reason::PartnerWithoutGlobalSales,
                    Reason::GlobalSalesForBusinessOnly,
                    Reason::CommittedAgency,
                    Reason::AgencyOfOtherMarket,
                    Reason::PartnerWithoutAgencies,
                    Reason::AgencyElsewhere,
                    Reason::AgencyOfOtherPart,
                    Reason::MarketNotSold,
                ],
            ),
            Error::no_reseller().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Creates a customer.
pub(super) async fn create_customer(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.writer(body).await?;
    let show = Shown {
        good: StatusCode::CREATED,
    };
    let (control, body) = (&call.control, NewCustomer::read(&body));
    let created = control.create_customer(&partner, Some(&repeatable), body, show);
    written(created.await)
}
