//! Errors as the dialect's document shows them: from the rows that they are answered from.

use http::StatusCode;
use landfall_control::ControlError;
use landfall_core::rules::writing::Reason;
use landfall_http::openapi::{Reply, ReplyHeader};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::{Error, TokenError, dialect::text_of};
use crate::{document::replayed, ids::answered_ids};

impl Error {
    /// One answer for errors of one status.
    pub(crate) fn documented(description: impl Into<String>, errors: &[Self]) -> Reply {
        let status = errors
            .first()
            .map_or(StatusCode::BAD_REQUEST, |error| error.row().0);
        let schema: Schema = match errors {
            [one] => one.schema(),
            several => {
                let schemas: Vec<_> = several.iter().map(Self::schema).collect();
                json_schema!({ "oneOf": schemas })
            }
        };
        Reply::new(status, description)
            .headers(answered_ids())
            .json(schema)
    }

    /// What can come of every call that needs a key and a token.
    pub(crate) fn of_calls() -> [Reply; 3] {
        [
            Self::documented(
                "The token is malformed, unknown, expired or revoked (4116).",
                &[Self::InvalidToken],
            ),
            Self::documented(
                "The key is missing, unknown, revoked or not the token's (4115), or there is no bearer token (4117).",
                &[Self::InvalidKey, Self::MissingToken],
            ),
            Self::failed(),
        ]
    }

    /// What can come of every write, but for what is wrong with the request itself.
    pub(crate) fn of_writes() -> [Reply; 3] {
        let [token, _, failed] = Self::of_calls();
        let key = Self::documented(
            "The key is missing, unknown, revoked or not the token's (4115), there is no bearer token (4117), or the client may only read (4121).",
            &[Self::InvalidKey, Self::MissingToken, Self::NotAllowed],
        );
        [token, key, failed]
    }

    /// A write that is refused for one of these reasons, which `why` tells, or because of its ids.
    pub(crate) fn refused(why: &str, reasons: &[Reason]) -> Reply {
        let of_ids = [
            Self::InvalidCorrelationId,
            Self::RequestIdUsed,
            Self::StillProcessing,
        ];
        let refused = reasons.iter().map(|&reason| Self::Refused(reason.into()));
        let errors: Vec<_> = of_ids.into_iter().chain(refused).collect();
        let description = format!(
            "The correlation id is missing or has another form (4119), the request id was used (4120), the same call still runs (4122); or {why}"
        );
        Self::documented(description, &errors).headers([replayed()])
    }

    /// A fault of ours.
    pub(crate) fn failed() -> Reply {
        Self::documented(
            "The server failed or took too long (1124); try again.",
            &[Self::Internal],
        )
    }

    /// No correlation id, where it is all that can be wrong with a request.
    pub(crate) fn not_correlated() -> Reply {
        Self::documented(
            "The correlation id is missing or has another form (4119).",
            &[Self::InvalidCorrelationId],
        )
    }

    /// No customer at the path.
    pub(crate) fn no_customer() -> Reply {
        Self::documented(
            "No such customer, or none that the caller may see (1116); or no such path (1134).",
            &[Self::InvalidCustomer, Self::UnknownPath],
        )
    }

    /// No customer at the path, or no deployment of it.
    pub(crate) fn no_deployment() -> Reply {
        Self::documented(
            "No such customer (1116), the customer has no such deployment (2138), or no such path (1134).",
            &[
                Self::InvalidCustomer,
                Self::InvalidDeployment,
                Self::UnknownPath,
            ],
        )
    }

    /// No customer at the path, or no group.
    pub(crate) fn no_customer_or_group() -> Reply {
        Self::documented(
            "No such customer, or none that the caller may see (1116); the tenant has no such group (1143); or no such path (1134).",
            &[Self::InvalidCustomer, Self::NoSuchGroup, Self::UnknownPath],
        )
    }

    /// No reseller at the path.
    pub(crate) fn no_reseller() -> Reply {
        Self::documented(
            "No such reseller, or none that the caller may see (1115); or no such path (1134).",
            &[Self::InvalidReseller, Self::UnknownPath],
        )
    }

    fn schema(&self) -> Schema {
        let (_, code, message) = self.row();
        let details = match self {
            Self::InvalidSearchParameters(names) => json!({
                "description": "The names of all parameters at fault, in this order.",
                "type": "array",
                "minItems": 1,
                "maxItems": names.len(),
                "uniqueItems": true,
                "items": { "enum": names },
            }),
            Self::InvalidAddress(_) => json!({
                "type": "array",
                "minItems": 1,
                "maxItems": 1,
                "items": { "enum": crate::wire::COUNTRY_FAULTS },
            }),
            Self::OffsetOutOfRange => json!({ "const": ["offset"] }),
            Self::Refused(refused) if text_of(refused.reason).is_some() => {
                json!({ "const": [text_of(refused.reason)] })
            }
            Self::Refused(refused) if refused.reason == Reason::TooFew => json!({
                "description": "The types of offers of which there are too few; none if there are none at all.",
                "type": "array",
                "items": { "enum": ["LICENSE", "CONSUMABLES"] },
            }),
            Self::Refused(refused) if names_members(refused.reason) => json!({
                "description": "All members at fault, by their paths, such as `companyProfile.address.city`.",
                "type": "array",
                "minItems": 1,
                "items": { "type": "string" },
            }),
            _ => json!({ "type": "array", "maxItems": 0 }),
        };
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["code", "message", "additionalDetails"],
            "properties": {
                "code": { "const": code },
                "message": { "const": message },
                "additionalDetails": details,
            },
        })
    }
}

fn names_members(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Missing | Reason::Unexpected | Reason::Fixed | Reason::Fields | Reason::Address
    )
}

impl TokenError {
    /// The header that every answer about a token has.
    pub(crate) fn no_store() -> ReplyHeader {
        ReplyHeader::always("Cache-Control", json_schema!({ "const": "no-store" }))
            .described("Tokens are nobody else's.")
    }

    /// What can come of asking for a token.
    pub(crate) fn documented() -> [Reply; 2] {
        let refused = [
            Self::InvalidParameter(""),
            Self::UnsupportedGrantType,
            Self::InvalidClient,
        ];
        let words: Value = refused.iter().map(|error| error.row().1).collect();
        [
            reply(
                StatusCode::BAD_REQUEST,
                "No token. For an unknown client and for a wrong secret the answer is the same.",
                &json!({ "enum": words }),
                &json!({ "type": "string", "minLength": 1 }),
            ),
            {
                let failed = Self::Failed(ControlError::Unavailable(String::new()));
                let (status, error, description) = failed.row();
                reply(
                    status,
                    "The server failed; try again.",
                    &json!({ "const": error }),
                    &json!({ "const": description }),
                )
            },
        ]
    }
}

fn reply(status: StatusCode, meaning: &str, error: &Value, description: &Value) -> Reply {
    let object = json_schema!({
        "type": "object",
        "description": "The token endpoint's errors (RFC 6749, section 5.2).",
        "additionalProperties": false,
        "required": ["error", "error_description"],
        "properties": { "error": error, "error_description": description },
    });
    Reply::new(status, meaning)
        .headers(answered_ids())
        .headers([TokenError::no_store()])
        .json(object)
}
