//! `GET /v3/customers/{customer-id}/deployments` (vipmp contract, sections 5 and 7.3).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{error::Error, wire};

/// Shows a page of a customer's deployments. The query is judged after the path, like the values of a body.
pub(super) async fn list_deployments(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let customer = call.id(2).ok_or(Error::InvalidCustomer)?;
    let query = match wire::DeploymentQuery::parse(call.head.uri.query()) {
        Ok(query) => query,
        Err(names) => {
            let error = Error::InvalidSearchParameters(names);
            return Err(call.after_customer(&caller, &customer, error).await);
        }
    };
    let control = &call.control;
    let page = control
        .deployments(&caller.view, &customer, query.filter(), query.page)
        .await?
        .ok_or(Error::InvalidCustomer)?;
    if query.page.offset > page.total {
        return Err(Error::OffsetOutOfRange);
    }
    Ok(ok(&wire::DeploymentPage::of(&page, &customer, &query)))
}
