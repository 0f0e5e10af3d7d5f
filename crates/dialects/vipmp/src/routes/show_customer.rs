//! `GET /v3/customers/{customer-id}` (vipmp contract, section 7.1).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{error::Error, wire};

/// Shows a customer.
pub(super) async fn show_customer(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let id = call.id(2).ok_or(Error::InvalidCustomer)?;
    let customer = call.control.customer(&caller.view, &id).await?;
    let customer = customer.ok_or(Error::InvalidCustomer)?;
    Ok(ok(&wire::Customer::of(&customer, &id)))
}
