//! What the dialect's OpenAPI document says beside its calls, and what several of them say.

use http::StatusCode;
use landfall_http::openapi::{Document, Parameter, Reply, ReplyHeader, SecurityScheme, Shape};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::json;

use crate::ids::{answered_ids, visible};

/// A key alone.
pub(crate) const KEY: &[&str] = &["ApiKey"];
/// A key and its token.
pub(crate) const KEY_AND_TOKEN: &[&str] = &["ApiKey", "Token"];

/// The document without its calls.
pub(crate) fn document() -> Document {
    Document {
        title: "Landfall, vipmp dialect",
        summary: "VIP Marketplace partner API v3, as far as Landfall speaks it",
        description: "Signing in; resellers, customers and their deployments, read and written; groups of large government agencies, searched, made \
and joined. The guide is `docs/vipmp.md`; \"section\" means a section of the vipmp contract.

The paths begin at the root of the host. HEAD works wherever GET does, with the same headers and no body. Any other method on one of these paths \
is 405 with `Allow` and error 1134; every other path below `/v3`, `/ims` and `/partnerservice` is 404 with error 1134.

Unknown query parameters are ignored, and so are `Accept` and `Content-Type`. A header that may be given once and is given twice counts as a bad one.

The examples work against `landfall demo`.
",
        tags: &[
            ("sign-in", "Tokens and pings (section 2)."),
            ("resellers", "Resellers, MSPs among them (sections 5, 6 and 7.2)."),
            ("customers", "Customers (sections 6 and 7.1)."),
            (
                "groups",
                "Groups of large government agencies (sections 6 and 7.4).",
            ),
            (
                "deployments",
                "A customer's addresses outside its home country (sections 5, 6 and 7.3).",
            ),
        ],
        security: vec![
            SecurityScheme {
                name: "ApiKey",
                scheme: json!({
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Api-Key",
                    "description": "The client id that the token was issued to (section 2).",
                }),
            },
            SecurityScheme {
                name: "Token",
                scheme: json!({
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token from `/ims/token/v3` (section 2).",
                }),
            },
        ],
    }
}

/// The correlation id of a call that needs one, and the id of the call.
pub(crate) fn correlated() -> [Parameter; 2] {
    let correlation = Parameter::header("X-Correlation-Id", visible())
        .required()
        .described("The caller's id for what it is doing; any visible ASCII characters. Reading records nothing.")
        .example("demo", "correlation-1");
    [correlation, request_id()]
}

/// The ids of a write.
pub(crate) fn written_under() -> [Parameter; 2] {
    let correlation = Parameter::header("X-Correlation-Id", visible())
        .required()
        .described("The caller's id for what it is doing. A write with the same method, path and query under the same id is carried out once, and answered alike for ten days, whatever its body says (section 4).")
        .example("demo", "correlation-1");
    let request = Parameter::header("X-Request-Id", json_schema!({ "type": "string" }))
        .described("The caller's id for this call. One of a write of the last ten days is refused (4120) under a correlation id that is new. What is not 1 to 128 visible ASCII characters counts as not sent.");
    [correlation, request]
}

/// Says that an answer is that of an earlier call.
pub(crate) fn replayed() -> ReplyHeader {
    ReplyHeader::sometimes(
        "Landfall-Idempotent-Replay",
        json_schema!({ "const": "true" }),
    )
    .described("The call was carried out before, and this is the answer that it got then.")
}

/// The two ids of a call that needs neither.
pub(crate) fn uncorrelated() -> [Parameter; 2] {
    [
        Parameter::header("X-Correlation-Id", json_schema!({ "type": "string" }))
            .described("Echoed, whatever it is, and not needed here.")
            .example("demo", "correlation-1"),
        request_id(),
    ]
}

/// The caller's own id of a call.
pub(crate) fn request_id() -> Parameter {
    Parameter::header("X-Request-Id", json_schema!({ "type": "string" }))
        .described("The caller's id for this call. What is not 1 to 128 visible ASCII characters counts as not sent.")
        .example("demo", "request-1")
}

/// The customer in a path.
pub(crate) fn customer_id() -> Parameter {
    account_id("customer-id")
        .example("withDeployments", "5556667778")
        .example("school", "9876543210")
}

/// The reseller in a path.
pub(crate) fn reseller_id() -> Parameter {
    account_id("reseller-id")
        .example("reseller", "5556667778")
        .example("msp", "7204518836")
}

fn account_id(name: &'static str) -> Parameter {
    Parameter::path(name, id_form()).described(
        "Ten digits, or letters, digits and hyphens of another system; whatever else stands here is unknown.",
    )
}

/// The group in a path.
pub(crate) fn group_id() -> Parameter {
    account_id("group-id").example("agencies", "73120946")
}

/// What ids are made of, ours and those of other systems.
pub(crate) fn id_form() -> Schema {
    json_schema!({ "type": "string", "pattern": r"^[0-9A-Za-z\u00AA-\uFFFF-]{4,40}$" })
}

/// The deployment in a path.
pub(crate) fn deployment_id() -> Parameter {
    Parameter::path("deployment-id", id_form())
        .described("Nine or ten digits; whatever else stands here is unknown.")
        .example("demo", "345434543")
}

/// The good answer to a write.
pub(crate) fn written<T: JsonSchema>(status: StatusCode, description: &'static str) -> Reply {
    Reply::new(status, description)
        .headers(answered_ids())
        .headers([replayed()])
        .json(Shape::of::<T>())
}

/// A good answer, with the ids that every answer carries.
pub(crate) fn found<T: JsonSchema>(description: &'static str) -> Reply {
    Reply::new(StatusCode::OK, description)
        .headers(answered_ids())
        .json(Shape::of::<T>())
}
