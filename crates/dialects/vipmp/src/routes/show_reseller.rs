//! `GET /v3/resellers/{reseller-id}` (vipmp contract, section 7.2).

use axum::response::Response;
use landfall_http::openapi::Operation;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, correlated, found, reseller_id},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    Operation::get("/v3/resellers/{reseller-id}", "showReseller")
        .tag("resellers")
        .told(
            "Shows a reseller, or an MSP as one",
            "One that is out of the caller's view answers like one that does not exist (section 7.2).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([reseller_id()])
        .parameters(correlated())
        .replies([
            found::<wire::Reseller<'_>>("The reseller."),
            Error::not_correlated(),
            Error::no_reseller(),
        ])
        .replies(Error::of_calls())
}

/// Shows a reseller, or an MSP as one.
pub(super) async fn show_reseller(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let id = call.id(2).ok_or(Error::InvalidReseller)?;
    let reseller = call.control.reseller(&caller.view, &id).await?;
    let reseller = reseller.ok_or(Error::InvalidReseller)?;
    Ok(ok(&wire::Reseller::of(&reseller, &id)))
}
