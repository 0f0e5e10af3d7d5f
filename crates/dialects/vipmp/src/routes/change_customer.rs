//! `PATCH /v3/customers/{customer-id}` (vipmp contract, section 7.1).

use axum::{body::Body, response::Response};
use http::{Method, StatusCode};
use landfall_core::rules::writing::{CustomerPatch, Reason};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    shown::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, customer_id, replayed, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "companyProfile": {
            "companyName": "Elbtor Logistik GmbH",
            "preferredLanguage": "de-DE",
            "address": {
                "country": "DE",
                "region": "HH",
                "city": "Hamburg",
                "addressLine1": "Am Sandtorkai 31",
                "postalCode": "20457",
            },
        },
    });
    Operation::new(Method::PATCH, "/v3/customers/{customer-id}", "changeCustomer")
        .tag("customers")
        .told(
            "Changes a customer",
            "`companyProfile` takes the place of the one that is there; name, country and region stay. Members that are left out stay as they are, and so do contacts when none are given. What was shown can be sent back as it was. `linkedMembership` with a type and a name makes the customer the owner of a new group. One that was found invalid (1010, 1014) is validated again (sections 6 to 8).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id()])
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::CustomerChange>(), Some(example))
        .replies([
            document::written::<wire::Customer<'_>>(StatusCode::OK, "The customer as it is now."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), would change fixed ones (1119), or has values that cannot be (1117, 1118, 2126); or the customer is pending or blocked (1125), or its reseller does not sell to the market (2135); or a rule of global sales (1139, 1142), of commitments (1135, 1147) or of large government agencies (1147, 1163, 1164, 1167, 1168) is not kept.",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::AccountNotEditable,
                    Reason::Fixed,
                    Reason::Fields,
                    Reason::Address,
                    Reason::LongReference,
                    Reason::TooFew,
                    Reason::PartnerWithoutGlobalSales,
                    Reason::GlobalSalesForBusinessOnly,
                    Reason::CommittedAgency,
                    Reason::CommittedInGroup,
                    Reason::AgencyOfOtherMarket,
                    Reason::PartnerWithoutAgencies,
                    Reason::AgencyElsewhere,
                    Reason::AgencyOfOtherPart,
                    Reason::MarketNotSold,
                ],
            ),
            Error::no_customer().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Changes a customer.
pub(super) async fn change_customer(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.writer(body).await?;
    let id = call.id(2);
    let show = Shown {
        good: StatusCode::OK,
    };
    let (control, body) = (&call.control, CustomerPatch::read(&body));
    let changed = control.change_customer(&partner, Some(&repeatable), id.as_ref(), body, show);
    written(changed.await)
}
