//! `GET /v3/resellers/{reseller-id}` (vipmp contract, section 7.2).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{error::Error, wire};

/// Shows a reseller, or an MSP as one.
pub(super) async fn show_reseller(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let id = call.id(2).ok_or(Error::InvalidReseller)?;
    let reseller = call.control.reseller(&caller.view, &id).await?;
    let reseller = reseller.ok_or(Error::InvalidReseller)?;
    Ok(ok(&wire::Reseller::of(&reseller, &id)))
}
