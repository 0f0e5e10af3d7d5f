//! Who may go on, in the contract's order (section 1): token, then the partner's hourly limit. A call that was counted says
//! so in its answer, whatever that is.

use axum::body::Body;
use http::{HeaderMap, HeaderName, Response, request::Parts};
use landfall_control::{
    ControlError,
    access::{CallKind, Caller},
    command::Orderer,
};
use landfall_core::{
    model::TokenFamily,
    rules::rate::{PERIOD, RateVerdict},
};
use landfall_http::{authorization, openapi::ReplyHeader, request_id::RequestId};
use schemars::json_schema;

use crate::error::ApiError;
use crate::routes::Metallic;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const WINDOW: HeaderName = HeaderName::from_static("x-ratelimit-period");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");

/// Lets a reading call in and answers it with `answer`, or refuses it. Every client that has a token for this dialect may
/// read.
pub(crate) async fn reading(
    metallic: &Metallic,
    headers: &HeaderMap,
    answer: impl AsyncFnOnce(Caller) -> Result<Response<Body>, ApiError>,
) -> Response<Body> {
    counted(metallic, headers, CallKind::Read, answer).await
}

/// Lets a writing call in and answers it with `answer`, or refuses it: who may only read, and then what `answer` finds wrong, which
/// takes the body, since size, type and form of it are looked at in this order.
pub(crate) async fn writing(
    metallic: &Metallic,
    head: &Parts,
    answer: impl AsyncFnOnce(Writer) -> Result<Response<Body>, ApiError>,
) -> Response<Body> {
    counted(metallic, &head.headers, CallKind::Write, async |caller| {
        let request_id = RequestId::of(&head.extensions).to_string();
        let orderer = Orderer::new(&caller, Some(request_id)).ok_or(ApiError::ReadOnly)?;
        let client = caller.client_id().to_owned();
        answer(Writer { orderer, client }).await
    })
    .await
}

/// Lets a call in, counts it, and answers it with `answer`.
async fn counted(
    metallic: &Metallic,
    headers: &HeaderMap,
    kind: CallKind,
    answer: impl AsyncFnOnce(Caller) -> Result<Response<Body>, ApiError>,
) -> Response<Body> {
    let caller = match caller(metallic, headers).await {
        Ok(caller) => caller,
        Err(refused) => return refused.respond(),
    };
    let verdict = match count(metallic, &caller, kind).await {
        Ok(verdict) => verdict,
        Err(error) => return ApiError::from(error).respond(),
    };
    let response = match verdict.and_then(|verdict| verdict.retry_after) {
        Some(retry_after) => Err(ApiError::RateLimited { retry_after }),
        None => answer(caller).await,
    };
    let response = response.unwrap_or_else(|error| error.respond());
    with_rate(response, verdict)
}

/// Who writes.
pub(crate) struct Writer {
    pub(crate) orderer: Orderer,
    /// The client's name.
    pub(crate) client: String,
}

async fn caller(metallic: &Metallic, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let token = authorization::bearer(headers).ok_or(ApiError::Unauthenticated)?;
    let caller = metallic.control.bearer(TokenFamily::Metallic, token);
    caller.await?.ok_or(ApiError::Unauthenticated)
}

/// None when there is no limit: then nothing is counted.
async fn count(
    metallic: &Metallic,
    caller: &Caller,
    kind: CallKind,
) -> Result<Option<RateVerdict>, ControlError> {
    let limit = metallic.settings.per_hour(kind);
    if limit == 0 {
        return Ok(None);
    }
    let verdict = metallic.control.count_call(caller, kind, limit).await?;
    Ok(Some(verdict))
}

/// The headers of a call that was counted, for the document.
pub(crate) fn rate_headers() -> [ReplyHeader; 3] {
    let integer = |minimum: u32| json_schema!({ "type": "integer", "minimum": minimum });
    let period = json_schema!({ "const": PERIOD.to_string() });
    [
        ReplyHeader::sometimes("X-RateLimit-Limit", integer(1))
            .described("Calls an hour; only where the operator set a limit."),
        ReplyHeader::sometimes("X-RateLimit-Period", period)
            .described("Seconds; only where the operator set a limit."),
        ReplyHeader::sometimes("X-RateLimit-Remaining", integer(0))
            .described("Calls left in this hour; only where the operator set a limit."),
    ]
}

fn with_rate(mut response: Response<Body>, verdict: Option<RateVerdict>) -> Response<Body> {
    if let Some(verdict) = verdict {
        let headers = response.headers_mut();
        headers.insert(LIMIT, verdict.limit.into());
        headers.insert(WINDOW, PERIOD.into());
        headers.insert(REMAINING, verdict.remaining.into());
    }
    response
}
