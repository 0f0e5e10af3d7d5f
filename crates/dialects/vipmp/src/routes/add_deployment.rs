//! `POST /v3/customers/{customer-id}/deployments` (vipmp contract, section 7.3).

use axum::{body::Body, response::Response};
use http::StatusCode;
use landfall_core::rules::writing::{NewDeployment, Reason};
use landfall_http::openapi::{Operation, Shape};
use serde_json::json;

use super::{
    call::{Call, Writing, written},
    deployment::Shown,
};
use crate::{
    document::{self, KEY_AND_TOKEN, customer_id, replayed, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "companyProfile": {
            "address": {
                "country": "FR",
                "region": "75",
                "city": "Paris",
                "addressLine1": "12 rue de Charonne",
                "postalCode": "75011",
            },
        },
    });
    Operation::post("/v3/customers/{customer-id}/deployments", "addDeployment")
        .tag("deployments")
        .told(
            "Adds a deployment to a customer",
            "It is active at once. The address has to be whole, right for its country, and in another country than the customer's own (section 7.3).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id()])
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::DeploymentToAdd>(), Some(example))
        .replies([
            document::written::<wire::Deployment<'_>>(StatusCode::CREATED, "The deployment."),
            Error::refused(
                "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or the body has unknown members (1121), lacks some (1122), or has values that cannot be (1117, 1118); or the customer is neither active nor pending (1125), there are no global sales for the partner (1139) or for the customer (1140), or it would be in the customer's own country (1141).",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::AccountNotEditable,
                    Reason::Fields,
                    Reason::Address,
                    Reason::PartnerWithoutGlobalSales,
                    Reason::CustomerWithoutGlobalSales,
                    Reason::SameCountry,
                ],
            ),
            Error::no_customer().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Adds a deployment to a customer.
pub(super) async fn add_deployment(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        call: repeatable,
        body,
    } = call.writer(body).await?;
    let customer = call.id(2);
    let show = Shown {
        customer: customer.clone(),
        good: StatusCode::CREATED,
    };
    let (control, body) = (&call.control, NewDeployment::read(&body));
    let added = control.add_deployment(&partner, Some(&repeatable), customer.as_ref(), body, show);
    written(added.await)
}
