//! `GET /v3/customers/{customer-id}/deployments` (vipmp contract, sections 5 and 7.3).

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
    let bad = Error::documented(
        "The correlation id (4119), a query parameter (1132) or the offset (1133) is not good.",
        &[
            Error::InvalidSearchParameters(vec!["status", "limit", "offset"]),
            Error::OffsetOutOfRange,
            Error::InvalidCorrelationId,
        ],
    );
    Operation::get("/v3/customers/{customer-id}/deployments", "listDeployments")
        .tag("deployments")
        .told(
            "Lists a customer's deployments, newest first",
            "Of deployments made in the same second, the one with the longer id comes first, then the one with the greater id. `totalCount` is exact. Follow `links.next.uri` until there is no `next` (section 5).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id()])
        .parameters(wire::DeploymentQuery::documented())
        .parameters(correlated())
        .replies([
            found::<wire::DeploymentPage<'_>>("A page of deployments."),
            bad,
            Error::no_customer(),
        ])
        .replies(Error::of_calls())
}

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
