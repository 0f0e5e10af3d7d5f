//! Errors as the dialect's document shows them: from the same places that they are answered from.

use http::StatusCode;
use landfall_http::openapi::{Reply, ReplyHeader};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::{RulesError, StatusError, TokenError};

/// Seconds to wait.
fn retry_after() -> ReplyHeader {
    let seconds = json_schema!({ "type": "integer", "minimum": 0 });
    ReplyHeader::always("Retry-After", seconds).described("Seconds.")
}

fn constant(name: &'static str, text: &str) -> ReplyHeader {
    ReplyHeader::always(name, json_schema!({ "const": text }))
}

/// One of these texts and no other.
fn one_of(texts: &[&str]) -> Value {
    match texts {
        [one] => json!({ "const": one }),
        several => json!({ "enum": several }),
    }
}

impl StatusError {
    /// The header that every answer of a status call has.
    pub(crate) fn private() -> ReplyHeader {
        constant("Cache-Control", "private").described("The answer is the caller's alone.")
    }

    /// What can come of asking for a status.
    pub(crate) fn documented() -> Vec<Reply> {
        let told: [(&[Self], &str); 5] = [
            (
                &[Self::InvalidAccount, Self::InvalidRequest],
                "The account is malformed, unknown or not the token's; or the id is no number, unknown or another account's.",
            ),
            (
                &[Self::AccessDenied],
                "The token is missing, malformed, unknown or revoked.",
            ),
            (&[Self::NotFound], "No such path."),
            (
                &[Self::Staging],
                "The request is one for staging, of which this call says nothing.",
            ),
            (
                &[Self::Unavailable],
                "No answer can be given now; try again.",
            ),
        ];
        let told = told.into_iter();
        told.map(|(errors, meaning)| Self::reply(errors, meaning))
            .collect()
    }

    fn reply(errors: &[Self], meaning: &str) -> Reply {
        let status = errors
            .first()
            .map_or(StatusCode::BAD_REQUEST, |error| error.status());
        let messages: Vec<_> = errors.iter().map(|error| error.message()).collect();
        let json = json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["Message"],
            "properties": { "Message": one_of(&messages) },
        });
        let reply = Reply::new(status, meaning)
            .headers([Self::private()])
            .body("application/json; charset=utf-8", json)
            .body("application/xml; charset=utf-8", Self::xml())
            .body("text/xml; charset=utf-8", Self::xml());
        match status {
            StatusCode::SERVICE_UNAVAILABLE => reply.headers([retry_after()]),
            _ => reply,
        }
    }

    fn xml() -> Schema {
        json_schema!({ "type": "string", "description": "`<Error><Message>…</Message></Error>`" })
    }
}

impl TokenError {
    /// The header that every answer about a token has.
    pub(crate) fn no_store() -> ReplyHeader {
        constant("Cache-Control", "no-store").described("Tokens are nobody else's.")
    }

    /// What can come of asking for a token.
    pub(crate) fn documented() -> Vec<Reply> {
        let told: [(&[Self], &str); 5] = [
            (
                &[
                    Self::InvalidRequest,
                    Self::InvalidClient { basic: false },
                    Self::UnsupportedGrantType,
                    Self::InvalidScope,
                ],
                "No token. A client that is unknown or has another secret is told so here when it named itself in the form.",
            ),
            (
                &[Self::InvalidClient { basic: true }],
                "A client that named itself by HTTP Basic is unknown or has another secret.",
            ),
            (&[Self::TooLarge], "The form is longer than 64 KiB."),
            (&[Self::Internal], "The server failed."),
            (
                &[Self::Unavailable],
                "The store does not answer; try again.",
            ),
        ];
        let told = told.into_iter();
        told.map(|(errors, meaning)| Self::reply(errors, meaning))
            .collect()
    }

    fn reply(errors: &[Self], meaning: &str) -> Reply {
        let status = errors
            .first()
            .map_or(StatusCode::BAD_REQUEST, |error| error.status());
        let words: Vec<_> = errors.iter().map(|error| error.error()).collect();
        let reply = Reply::new(status, meaning)
            .headers([Self::no_store()])
            .json(json_schema!({
                "type": "object",
                "additionalProperties": false,
                "required": ["error"],
                "properties": { "error": one_of(&words) },
            }));
        match status {
            StatusCode::UNAUTHORIZED => reply.headers([constant("WWW-Authenticate", "Basic")]),
            StatusCode::SERVICE_UNAVAILABLE => reply.headers([retry_after()]),
            _ => reply,
        }
    }
}

impl RulesError {
    /// What can come of a call that shows what an id names.
    pub(crate) fn of_objects() -> Vec<Reply> {
        [(Self::InvalidInput(""), "The headers name two accounts.")]
            .into_iter()
            .chain(Self::of_absent())
            .chain(Self::of_all())
            .map(|(error, meaning)| error.reply(meaning))
            .collect()
    }

    /// What can come of a call that shows a list.
    pub(crate) fn of_lists() -> Vec<Reply> {
        [(
            Self::InvalidInput(""),
            "A parameter has a value that it cannot have, or two; or the headers name two accounts.",
        )]
        .into_iter()
        .chain(Self::of_all())
        .map(|(error, meaning)| error.reply(meaning))
        .collect()
    }

    /// What can come of a call that adds something: what is wrong with what was sent is told all at once.
    pub(crate) fn of_additions() -> Vec<Reply> {
        Self::of_bodies()
            .into_iter()
            .chain(Self::of_all())
            .map(|(error, meaning)| error.reply(meaning))
            .collect()
    }

    /// What can come of a submit.
    pub(crate) fn of_submits() -> Vec<Reply> {
        Self::of_bodies()
            .into_iter()
            .chain([(
                Self::Conflict("", String::new()),
                "The policy is a draft; or another request is open for the platform and environment, which the description names.",
            )])
            .chain(Self::of_all())
            .map(|(error, meaning)| error.reply(meaning))
            .collect()
    }

    /// What can come of a call that changes what an id names.
    pub(crate) fn of_changes() -> Vec<Reply> {
        Self::of_bodies()
            .into_iter()
            .chain(Self::of_absent())
            .chain(Self::of_state())
            .chain(Self::of_all())
            .map(|(error, meaning)| error.reply(meaning))
            .collect()
    }

    /// What can come of a call that removes what an id names.
    pub(crate) fn of_removals() -> Vec<Reply> {
        [(Self::InvalidInput(""), "The headers name two accounts.")]
            .into_iter()
            .chain(Self::of_absent())
            .chain(Self::of_state())
            .chain(Self::of_all())
            .map(|(error, meaning)| error.reply(meaning))
            .collect()
    }

    fn of_bodies() -> [(Self, &'static str); 2] {
        [
            (
                Self::Invalid("", Vec::new()),
                "The body is not as it should be, and `details` say where; or the headers name two accounts.",
            ),
            (Self::TooLarge, "The body is longer than 10 MiB."),
        ]
    }

    fn of_absent() -> [(Self, &'static str); 1] {
        [(
            Self::NotFound,
            "There is nothing of this id, or it is another account's.",
        )]
    }

    fn of_state() -> [(Self, &'static str); 1] {
        [(
            Self::Conflict("", String::new()),
            "It is not in a state for this; the description says what to do.",
        )]
    }

    fn of_all() -> [(Self, &'static str); 4] {
        [
            (
                Self::Unauthorized,
                "The token is absent, empty, unknown, ended or revoked.",
            ),
            (
                Self::NoScope,
                "The client has lost the scope, or may only read where something is to change; or it has no account of its own and names none that it may act for.",
            ),
            (Self::Internal, "The server failed."),
            (
                Self::Unavailable,
                "The store does not answer, or not in time; try again.",
            ),
        ]
    }

    /// Titles are for people and may come to say more; what programs read is said to the letter.
    fn reply(self, meaning: &str) -> Reply {
        let (status, code, _) = self.told();
        let sentence =
            |description| json!({ "description": description, "type": "string", "minLength": 1 });
        let mut schema = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["@type", "code", "status_code", "title"],
            "properties": {
                "@type": { "const": "Error" },
                "code": { "const": code },
                "status_code": { "const": status.as_u16() },
                "title": sentence("A sentence for people."),
            },
        });
        let properties = &mut schema["properties"];
        match self {
            Self::Invalid(..) => properties["details"] = details(),
            Self::Conflict(..) => properties["description"] = sentence("The particulars."),
            _ => {}
        }
        let schema = Schema::try_from(schema).expect("an object is a schema");
        let reply = Reply::new(status, meaning).json(schema);
        match self {
            Self::Unauthorized => reply.headers([constant("WWW-Authenticate", "Bearer")]),
            Self::Unavailable => reply.headers([retry_after()]),
            _ => reply,
        }
    }
}

/// Everything that is wrong with a body.
fn details() -> Value {
    json!({
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["@type", "source", "description"],
            "properties": {
                "@type": { "const": "ErrorDetail" },
                "source": {
                    "description": "Where, an RFC 6901 pointer into the body; empty for the whole of it.",
                    "type": "string",
                    "format": "json-pointer",
                },
                "description": { "type": "string", "minLength": 1 },
            },
        },
    })
}
