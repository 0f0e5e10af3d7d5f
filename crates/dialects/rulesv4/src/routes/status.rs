//! `GET /v2/mcc/customers/{AccountNumber}/rulesv4/{DeployRequestID}/status`: how far a deploy request has got (rulesv4
//! contract, sections 3 and 4).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{Control, query::PropagationStatus};
use landfall_core::id::{AccountNumber, DeployRequestId};
use landfall_http::path::decode_segment;
use landfall_http::{
    openapi::{Operation, Parameter, Reply, Shape},
    respond,
};
use schemars::json_schema;
use serde_json::json;

use crate::auth;
use crate::document::REST_TOKEN;
use crate::error::StatusError;
use crate::wire::{DeployRequestStatus, Format, propagation_status};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let account = json_schema!({ "type": "string", "pattern": "^[0-9A-Fa-f]{1,12}$" });
    let request = json_schema!({ "type": "string", "pattern": "^[0-9]{1,16}$" });
    let xml = || {
        json_schema!({
            "type": "string",
            "description": "`<DeployRequestStatus>` with the same names, order and numbers, and `<Pops>` of `<Pop>`.",
        })
    };
    let propagating = json!({
        "Status": "propagating",
        "Percent_propagated": 2.666_083_916_083_916,
        "Pops": [
            { "name": "South America : Valparaiso, Chile", "percentage_propagated": 5.263_157_894_736_842 },
            { "name": "South America : Lima, Peru", "percentage_propagated": 10.0 },
        ],
    });
    let new = json!({ "Status": "New", "Percent_propagated": 0 });
    let told = Reply::new(
        StatusCode::OK,
        "The status. A request that was not handed to the fleet has no `Pops`.",
    )
    .headers([StatusError::private()])
    .body(
        "application/json; charset=utf-8",
        Shape::of::<DeployRequestStatus>(),
    )
    .example("propagating", "On its way", propagating)
    .example("new", "Not handed over yet, rejected or canceled", new)
    .body("application/xml; charset=utf-8", xml())
    .body("text/xml; charset=utf-8", xml());
    Operation::get(
        "/v2/mcc/customers/{AccountNumber}/rulesv4/{DeployRequestID}/status",
        "showPropagation",
    )
    .tag("status")
    .told(
        "Says how far a deploy request has got, in percent, for each POP and over all",
        "For production requests only; one for staging is answered with 500 and its message. All numbers of an answer are of one moment. A POP's value is `(k / n) * 100.0`, unrounded; the overall value weighs servers, not POPs. Whole values end in `.0`. JSON, or XML where `Accept` prefers it; never 406 (section 4).",
    )
    .security(REST_TOKEN)
    .parameters([
        Parameter::path("AccountNumber", account)
            .described("The token's account; the letter case does not count, zeros in front do.")
            .example("demo", "0001"),
        Parameter::path("DeployRequestID", request)
            .described("The id that submitting the policy gave, in decimal.")
            .example("demo", "123456"),
    ])
    .replies([told])
    .replies(StatusError::documented())
}

/// The status of one request.
pub(super) async fn propagation(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let format = Format::wanted(&head.headers);
    let propagation = match status(&control, &head).await {
        Err(error) => return error.respond(format),
        Ok(PropagationStatus::Staging) => return StatusError::Staging.respond(format),
        Ok(PropagationStatus::NotHandedOver) => None,
        Ok(PropagationStatus::HandedOver(propagation)) => Some(propagation),
    };
    let body = propagation_status(propagation.as_ref(), format);
    let mut response = respond::content(StatusCode::OK, format.content_type(), body);
    let private = HeaderValue::from_static("private");
    response.headers_mut().insert(CACHE_CONTROL, private);
    response
}

/// Token, then account, then id.
async fn status(control: &Control, head: &Parts) -> Result<PropagationStatus, StatusError> {
    let caller = auth::rest_token(control, &head.headers).await?;
    let mut segments = head.uri.path().split('/').skip(4);
    let account: Option<AccountNumber> = parsed(segments.next());
    if account.as_ref() != Some(&caller.account_number) {
        return Err(StatusError::InvalidAccount);
    }
    let id: Option<DeployRequestId> = parsed(segments.nth(1));
    let id = id.ok_or(StatusError::InvalidRequest)?;
    let status = control.propagation(&caller.view, caller.account, id);
    status.await?.ok_or(StatusError::InvalidRequest)
}

fn parsed<T: std::str::FromStr>(segment: Option<&str>) -> Option<T> {
    decode_segment(segment?)?.parse().ok()
}

/// The answer to other methods.
pub(super) async fn read_only(request: Request) -> Response<Body> {
    StatusError::MethodNotAllowed.respond(Format::wanted(request.headers()))
}
