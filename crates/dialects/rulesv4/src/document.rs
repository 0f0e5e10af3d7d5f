//! What the dialect's OpenAPI document says beside its calls, and what several of them take.

use landfall_http::openapi::{Document, Parameter, SecurityScheme};
use schemars::json_schema;
use serde_json::json;

/// A `TOK` token of a user.
pub(crate) const REST_TOKEN: &[&str] = &["RestToken"];
/// A bearer token of a client.
pub(crate) const BEARER: &[&str] = &["Bearer"];
/// A client's name and secret by HTTP Basic.
pub(crate) const CLIENT: &[&str] = &["Client"];

/// The document without its calls.
pub(crate) fn document() -> Document {
    Document {
        title: "Landfall, rulesv4 dialect",
        summary: "Rules Engine v4, as far as Landfall speaks it",
        description: "How far a deploy request has got, tokens for the rules, policies and deploy requests. The guide is \
`docs/rulesv4.md`; \"section\" means a section of the rulesv4 contract.

A doubled slash in front of a path and a slash at its end are tolerated. HEAD works wherever GET does, with the same headers and no body. A \
method that a path does not have is 405 with `Allow`. Every other path below `/v2/mcc` is 404 with a message; everything at and below `/rules-engine` asks for a \
bearer token first, also before the method is judged.

The examples work against `landfall demo`.
",
        tags: &[
            ("status", "Sections 3 and 4."),
            ("tokens", "Section 2."),
            ("policies", "Sections 2, 3 and 5."),
            ("deploy requests", "Sections 2, 3 and 6."),
            ("sites", "Sections 1, 2 and 3."),
        ],
        security: vec![
            SecurityScheme {
                name: "Bearer",
                scheme: json!({
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token from `/connect/token` with the scope `ec.rules`.",
                }),
            },
            SecurityScheme {
                name: "RestToken",
                scheme: json!({
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`TOK:` and a token of a user of the account, with or without a space between them; letter case does not count (section 2).",
                }),
            },
            SecurityScheme {
                name: "Client",
                scheme: json!({ "type": "http", "scheme": "basic", "description": "A client's name and secret." }),
            },
        ],
    }
}

/// The account that a client acts for, in the two headers that can name it.
pub(crate) fn acting() -> [Parameter; 2] {
    let text = || json_schema!({ "type": "string" });
    [
        Parameter::header("x-owner-id", text()).described(
            "The account to act for, by its number. It is not heard unless the client may act for that account; without it the client's own is meant.",
        ),
        Parameter::header("Portals_CustomerId", text()).described(
            "The same, by the number's value in decimal. Proxies may drop it; `x-owner-id` wins.",
        ),
    ]
}
