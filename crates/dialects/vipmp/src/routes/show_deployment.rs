//! `GET /v3/customers/{customer-id}/deployments/{deployment-id}` (vipmp contract, section 7.3).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{error::Error, wire};

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
