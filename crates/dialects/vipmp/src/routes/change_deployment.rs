//! `PATCH /v3/customers/{customer-id}/deployments/{deployment-id}` (vipmp contract, section 7.3).

use axum::{body::Body, response::Response};
use http::{Method, StatusCode};
use landfall_core::rules::writing::{DeploymentPatch, Reason};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    deployment::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, customer_id, deployment_id, replayed, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let path = "/v3/customers/{customer-id}/deployments/{deployment-id}";
    Operation::new(Method::PATCH, path, "changeDeployment")
        .tag("deployments")
        .told(
            "Moves a deployment within its country, deactivates it, or activates it again",
            "A deployment's country stays. What was shown can be sent back as it was; what the server sets may not differ (1119). There is no DELETE (section 7.3).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id(), deployment_id()])
        .parameters(written_under())
        .body(
            "application/json",
            Shape::of::<wire::DeploymentChange>(),
            Some(json!({ "status": "1004" })),
        )
        .replies([
            document::written::<wire::Deployment<'_>>(StatusCode::OK, "The deployment as it is now."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), would change fixed ones (1119), or has values that cannot be (1117, 1118); or a deployment cannot be active again, since there are no global sales for the partner (1139) or for the customer (1140).",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::Fixed,
                    Reason::Fields,
                    Reason::Address,
                    Reason::PartnerWithoutGlobalSales,
                    Reason::CustomerWithoutGlobalSales,
                ],
            ),
            Error::no_deployment().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Changes a deployment of a customer.
pub(super) async fn change_deployment(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.writer(body).await?;
    let (customer, id) = (call.id(2), call.id(4));
    let show = Shown {
        customer: customer.clone(),
        good: StatusCode::OK,
    };
    let named = (customer.as_ref(), id.as_ref());
    let (control, body) = (&call.control, DeploymentPatch::read(&body));
    let changed = control.change_deployment(&partner, Some(&repeatable), named, body, show);
    written(changed.await)
}
