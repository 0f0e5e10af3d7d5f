//! Errors as the dialect's document shows them: from the same places that they are answered from.

use http::StatusCode;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use landfall_http::openapi::{Reply, ReplyHeader};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::{ApiError, TokenError};
use crate::auth::rate_headers;

/// Seconds to wait.
fn retry_after() -> ReplyHeader {
    let seconds = json_schema!({ "type": "integer", "minimum": 0 });
    ReplyHeader::always("Retry-After", seconds).described("Seconds.")
}

fn constant(text: &str) -> Schema {
    json_schema!({ "const": text })
}

impl ApiError {
    /// What can come of a call that shows one object.
    pub(crate) fn of_objects() -> Vec<Reply> {
        [
            Self::Unauthenticated,
            Self::NotFound,
            Self::RateLimited { retry_after: 0 },
            Self::Internal,
            Self::Unavailable,
        ]
        .iter()
        .map(Self::documented)
        .collect()
    }

    /// What can come of a call that shows a list.
    pub(crate) fn of_lists() -> Vec<Reply> {
        [
            Self::Parameter {
                name: "".into(),
                rule: "",
            },
            Self::Unauthenticated,
            Self::RateLimited { retry_after: 0 },
            Self::Internal,
            Self::Unavailable,
        ]
        .iter()
        .map(Self::documented)
        .collect()
    }

    /// What can come of a call that submits something, where `more` says what a 400 can be beside a body that is not good.
    pub(crate) fn of_submissions(more: impl IntoIterator<Item = Self>) -> Vec<Reply> {
        let member = Self::Member {
            path: "".into(),
            rule: "".into(),
        };
        let refused: Vec<_> = [Self::NotAnObject, member]
            .into_iter()
            .chain(more)
            .collect();
        let conflicts = [
            Self::Taken { member: "" },
            Self::NotNow { why: "" },
            Self::StillRunning,
        ];
        let mut replies = vec![
            several("The body, or a member of it, is not good", &refused),
            several("It collides with what is there", &conflicts),
        ];
        let others = [
            Self::Unauthenticated,
            Self::ReadOnly,
            Self::TooLarge,
            Self::MediaType,
            Self::OtherRequest,
            Self::RateLimited { retry_after: 0 },
            Self::Internal,
            Self::Unavailable,
        ];
        replies.extend(others.iter().map(Self::documented));
        replies
    }

    /// What can come of a call that changes one object.
    pub(crate) fn of_changes() -> Vec<Reply> {
        [
            Self::Unauthenticated,
            Self::ReadOnly,
            Self::NotFound,
            Self::NotNow { why: "" },
            Self::RateLimited { retry_after: 0 },
            Self::Internal,
            Self::Unavailable,
        ]
        .iter()
        .map(Self::documented)
        .collect()
    }

    fn documented(&self) -> Reply {
        let (status, code, message) = self.told();
        let message = match self {
            Self::Parameter { .. } | Self::Member { .. } => json!({
                "description": "Starts with the name of the parameter, or the path of the member.",
                "type": "string",
                "pattern": "^[^:]*: .+$",
            }),
            // This one may not tell more, whatever the other messages may come to say.
            Self::NotFound => json!({ "const": message }),
            _ => json!({ "type": "string", "minLength": 1 }),
        };
        let reply = Reply::new(status, format!("{} ({code}).", self.meaning()));
        let reply = reply.json(json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["code", "message"],
                    "properties": { "code": { "const": code }, "message": message },
                },
            },
        }));
        // Who is not known is not counted.
        let reply = match self {
            Self::Unauthenticated => reply,
            _ => reply.headers(rate_headers()),
        };
        match self.header() {
            Some((WWW_AUTHENTICATE, value)) => reply.headers([ReplyHeader::always(
                "WWW-Authenticate",
                constant(value.to_str().unwrap_or_default()),
            )]),
            Some((RETRY_AFTER, _)) => reply.headers([retry_after()]),
            _ => reply,
        }
    }

    fn meaning(&self) -> &'static str {
        match self {
            Self::Parameter { .. } => "A parameter is not good",
            Self::NotAnObject => "The body is no JSON object",
            Self::Member { .. } => "A member is missing or cannot be",
            Self::ReadOnly => "The client may only read",
            Self::Taken { .. } => "A value is used already",
            Self::NotNow { .. } => "It cannot be done as things are",
            Self::NoOriginal => {
                "No complete fulfillment of that externalId made services of the account"
            }
            Self::OtherRequest => "The `Idempotency-Key` was used for another request",
            Self::StillRunning => "The first request of that `Idempotency-Key` still runs",
            Self::MediaType => "The body is of another media type",
            Self::TooLarge => "The body is longer than 1 MiB",
            Self::Unauthenticated => "There is no good token",
            Self::NotFound => "There is none of that id that the caller may see, or no such path",
            Self::RateLimited { .. } => "The organization's hour is used up",
            Self::MethodNotAllowed { .. } => "The path does not take the method",
            Self::Unavailable => "The store does not answer; try again",
            Self::Internal => "The server failed",
        }
    }
}

/// Several errors of one status.
fn several(meaning: &str, errors: &[ApiError]) -> Reply {
    let status = errors
        .first()
        .map_or(StatusCode::BAD_REQUEST, |error| error.told().0);
    let told = errors.iter().map(|error| {
        let (_, code, _) = error.told();
        format!("{code}: {}", error.meaning())
    });
    let told: Vec<_> = told.collect();
    let codes = errors.iter().map(|error| error.told().1);
    Reply::new(status, format!("{meaning} ({}).", told.join("; ")))
        .headers(rate_headers())
        .json(json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["code", "message"],
                    "properties": {
                        "code": { "enum": codes.collect::<Vec<_>>() },
                        "message": { "type": "string", "minLength": 1 },
                    },
                },
            },
        }))
}

impl TokenError {
    /// The header that every answer about a token has.
    pub(crate) fn no_store() -> ReplyHeader {
        let header = ReplyHeader::always("Cache-Control", constant("no-store"));
        header.described("Tokens are nobody else's.")
    }

    /// What can come of asking for a token.
    pub(crate) fn documented() -> Vec<Reply> {
        use TokenError::{
            Internal, InvalidClient, InvalidRequest, TooLarge, UnauthorizedClient, Unavailable,
            UnsupportedGrantType,
        };
        let told: [(&[TokenError], &str); 5] = [
            (
                &[InvalidRequest, UnsupportedGrantType, UnauthorizedClient],
                "The request cannot be read, asks for another grant, or comes from a client without a grant for this dialect.",
            ),
            (&[InvalidClient], "No client of that name and secret."),
            (&[TooLarge], "The form is longer than 1 MiB."),
            (&[Internal], "The server failed."),
            (&[Unavailable], "The store does not answer; try again."),
        ];
        told.into_iter()
            .map(|(errors, meaning)| reply(errors, meaning))
            .collect()
    }
}

fn reply(errors: &[TokenError], meaning: &str) -> Reply {
    let status = errors
        .first()
        .map_or(StatusCode::BAD_REQUEST, |error| error.told().0);
    let words = errors.iter().map(|error| {
        let body: Value = serde_json::from_str(error.told().1).unwrap_or_default();
        body["error"].clone()
    });
    let reply = Reply::new(status, meaning).headers([TokenError::no_store()]);
    let reply = reply.json(json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["error"],
        "properties": { "error": { "enum": words.collect::<Value>() } },
    }));
    match status {
        StatusCode::UNAUTHORIZED => {
            reply.headers([ReplyHeader::always("WWW-Authenticate", constant("Basic"))])
        }
        StatusCode::SERVICE_UNAVAILABLE => reply.headers([retry_after()]),
        _ => reply,
    }
}
