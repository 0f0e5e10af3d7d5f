//! `PATCH /v3/resellers/{reseller-id}` (vipmp contract, section 7.2).

use axum::{body::Body, response::Response};
use http::{Method, StatusCode};
use landfall_core::rules::writing::{Reason, ResellerPatch};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    shown::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, replayed, reseller_id, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "companyProfile": {
            "companyName": "Bayview Licensing",
            "preferredLanguage": "en-US",
            "marketSegments": ["COM", "EDU", "GOV"],
            "address": {
                "country": "US",
                "region": "CA",
                "city": "San Jose",
                "addressLine1": "80 Bay Terrace",
                "postalCode": "95112",
            },
        },
    });
    Operation::new(Method::PATCH, "/v3/resellers/{reseller-id}", "changeReseller")
        .tag("resellers")
        .told(
            "Changes a reseller",
            "`companyProfile` takes the place of the one that is there; name, country and region stay, and market segments only grow. Contacts stay when none are given. What was shown can be sent back as it was. One that was found invalid (1010) is validated again (section 7.2).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([reseller_id()])
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::ResellerChange>(), Some(example))
        .replies([
            document::written::<wire::Reseller<'_>>(StatusCode::OK, "The reseller as it is now."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), would change fixed ones (1119), or has values that cannot be (1117, 1118, 2126); or the reseller is pending or blocked (1125), or would no longer sell to a market (5122).",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::AccountNotEditable,
                    Reason::Fixed,
                    Reason::Fields,
                    Reason::Address,
                    Reason::LongReference,
                    Reason::MarketRemoved,
                ],
            ),
            Error::no_reseller().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Changes a reseller.
pub(super) async fn change_reseller(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.writer(body).await?;
    let id = call.id(2);
    let show = Shown {
        good: StatusCode::OK,
    };
    let (control, body) = (&call.control, ResellerPatch::read(&body));
    let changed = control.change_reseller(&partner, Some(&repeatable), id.as_ref(), body, show);
    written(changed.await)
}
