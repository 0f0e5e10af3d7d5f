//! `GET /v3/customers/{customer-id}/deployments/{deployment-id}` (vipmp contract, section 7.3).

use axum::response::Response;
use landfall_http::openapi::Operation;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, correlated, customer_id, deployment_id, found},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
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
    .parameters([customer_id(), deployment_id()])
    .parameters(correlated())
    .replies([
        found::<wire::Deployment<'_>>("The deployment."),
        Error::not_correlated(),
        Error::no_deployment(),
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
