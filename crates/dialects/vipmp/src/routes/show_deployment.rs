//! `GET /v3/customers/{customer-id}/deployments/{deployment-id}` (vipmp contract, section 7.3).

use axum::response::Response;
use landfall_http::openapi::{Operation, Parameter};

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, correlated, customer_id, found, id_form},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let deployment = Parameter::path("deployment-id", id_form())
        .described("Nine or ten digits; whatever else stands here is unknown.")
        .example("demo", "345434543");
    let unknown = Error::documented(
        "No such customer (1116), the customer has no such deployment (2138), or no such path (1134).",
        &[
            Error::InvalidCustomer,
            Error::InvalidDeployment,
            Error::UnknownPath,
        ],
    );
    Operation::get(
        "/v3/customers/{customer-id}/deployments/{deployment-id}",
        "showDeployment",
    )
    .tag("deployments")
    .told(
        "Shows one deployment of a customer",
        "Another customer's deployment is as unknown as one that does not exist (section 7.3).",
    )
    .security(KEY_AND_TOKEN)
    .parameters([customer_id(), deployment])
    .parameters(correlated())
    .replies([
        found::<wire::Deployment<'_>>("The deployment."),
        Error::not_correlated(),
        unknown,
    ])
    .replies(Error::of_calls())
}

/// Shows one deployment of a customer. Another customer's is as unknown as one that is not there.
pub(super) async fn show_deployment(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let customer = call.id(2).ok_or(Error::InvalidCustomer)?;
    let Some(id) = call.id(4) else {
        let unknown = Error::InvalidDeployment;
        return Err(call.after_customer(&caller, &customer, unknown).await);
    };
    let found = call
        .control
        .deployment(&caller.view, &customer, &id)
        .await?;
    let deployment = found
        .ok_or(Error::InvalidCustomer)?
        .ok_or(Error::InvalidDeployment)?;
    Ok(ok(&wire::Deployment::of(&deployment, &customer)))
}
