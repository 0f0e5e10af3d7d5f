//! `GET /v3/customers/{customer-id}` (vipmp contract, section 7.1).

use axum::response::Response;
use landfall_http::openapi::Operation;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, correlated, customer_id, found},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    Operation::get("/v3/customers/{customer-id}", "showCustomer")
        .tag("customers")
        .told(
            "Shows a customer",
            "Whichever dialect the customer was born in. One that is out of the caller's view answers like one that does not exist (section 7.1).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id()])
        .parameters(correlated())
        .replies([
            found::<wire::Customer<'_>>("The customer."),
            Error::not_correlated(),
            Error::no_customer(),
        ])
        .replies(Error::of_calls())
}

/// Shows a customer.
pub(super) async fn show_customer(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let id = call.id(2).ok_or(Error::InvalidCustomer)?;
    let customer = call.control.customer(&caller.view, &id).await?;
    let customer = customer.ok_or(Error::InvalidCustomer)?;
    Ok(ok(&wire::Customer::of(&customer, &id)))
}
