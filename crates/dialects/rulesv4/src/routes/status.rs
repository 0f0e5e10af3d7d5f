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
use landfall_http::respond;

use crate::auth;
use crate::error::StatusError;
use crate::wire::{Format, propagation_status};

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
