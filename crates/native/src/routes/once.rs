//! Calls that are carried out once: `Idempotency-Key`, what is kept of an answer, and what a repetition gets.

use axum::body::Body;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, RETRY_AFTER},
};
use landfall_control::once::{Answer, Answered, Repeatable};
use landfall_core::{model::Dialect, rules::once::NATIVE};
use landfall_http::{etag::etag, respond};
use serde::{Deserialize, Serialize};

use super::{call::Call, writing::Sent};
use crate::{
    error::{InputError, Kind, PROBLEM_JSON, Problem},
    wire::json,
};

const LONGEST_KEY: usize = 255;

/// The call with its name, if it has one.
pub(super) fn repeatable(call: &Call<'_>, sent: &Sent<'_>) -> Result<Option<Repeatable>, Problem> {
    let Some(key) = idempotency_key(sent.headers())? else {
        return Ok(None);
    };
    let target = sent.target().as_bytes();
    let name: [&[u8]; 3] = [
        sent.method().as_bytes(),
        sent.path().as_bytes(),
        key.as_bytes(),
    ];
    let request = [target, b"\n", &sent.body].concat();
    let scope = call.caller.scope();
    let repeatable = Repeatable::new(&NATIVE, Dialect::Native, scope, &name, &request);
    Ok(Some(repeatable))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut lines = headers.get_all(NATIVE.key_header).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let text = line.to_str().ok().map(str::trim);
    let text = text.filter(|text| {
        lines.next().is_none()
            && (1..=LONGEST_KEY).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let key = text.ok_or_else(|| {
        let fault = "takes one key, of 1 to 255 visible characters";
        Problem::parameters(vec![InputError::parameter("Idempotency-Key", fault)])
    })?;
    Ok(Some(key.to_owned()))
}

/// What is kept of the answer to somebody who has added a thing.
pub(super) fn added(thing: &impl Serialize) -> Answer {
    Answer {
        status: StatusCode::CREATED.as_u16(),
        body: json(thing),
    }
}

#[derive(Deserialize)]
struct Added {
    id: String,
}

/// The answer to a call that adds something below `path` or changes it, now or as it was given before.
pub(super) fn answered(answered: Answered, path: &str) -> Result<Response<Body>, Problem> {
    let (answer, is_replay) = match answered {
        Answered::Now(answer) => (answer, false),
        Answered::Before(answer) => (answer, true),
        Answered::OtherBody | Answered::RequestIdUsed => {
            let detail = "The idempotency key was used before: something else was sent under it within the last day; choose another one.";
            return Err(Problem::new(Kind::Conflict, detail));
        }
        Answered::StillRunning => {
            let detail = "The same call under this idempotency key is still being carried out; send it again in a moment.";
            let again = HeaderValue::from_static("1");
            return Err(Problem::new(Kind::Conflict, detail).with_header(RETRY_AFTER, again));
        }
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_good = status.is_success();
    let location = serde_json::from_slice::<Added>(&answer.body)
        .ok()
        .filter(|_| status == StatusCode::CREATED);
    let location = location.and_then(|it| HeaderValue::try_from(format!("{path}/{}", it.id)).ok());
    let tag = etag(&answer.body);
    let mut response = respond::json(status, answer.body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_good {
        headers.insert(ETAG, tag);
    } else {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    }
    if let Some(location) = location {
        headers.insert(LOCATION, location);
    }
    if is_replay {
        let name = HeaderName::from_static(NATIVE.replay_header);
        headers.insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}
