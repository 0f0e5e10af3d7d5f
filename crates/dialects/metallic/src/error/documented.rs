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

    fn documented(&self) -> Reply {
        let (status, code, message) = self.told();
        let message = match self {
            Self::Parameter { .. } => json!({
                "description": "Starts with the parameter's name.",
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
            Self::Unauthenticated => "There is no good token",
            Self::NotFound => "There is none of that id that the caller may see, or no such path",
            Self::RateLimited { .. } => "The organization's hour is used up",
            Self::MethodNotAllowed { .. } => "The path does not take the method",
            Self::Unavailable => "The store does not answer; try again",
            Self::Internal => "The server failed",
        }
    }
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
